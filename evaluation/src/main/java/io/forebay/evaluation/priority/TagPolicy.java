package io.forebay.evaluation.priority;

/** Reference policies that fix an element's key when it arrives. */
final class TagPolicy extends KeyPolicy {
    /** What the key is. */
    enum Kind {
        /** Bytes of the request that are not in earlier elements. */
        REQUEST,
        /** Bytes of the burst in earlier elements. */
        SO_FAR,
        /** Bytes queued, of the burst or the function as the order has it. */
        QUEUED,
        /** Bytes left of the burst, by a guess of its size. */
        REMAINING
    }

    private final Kind kind;
    private final SizeGuess guess;
    private final boolean eightLevels;
    private final QueueOrder order;
    private final BurstBook book;
    private final BurstHistories histories;
    private final long[] tags;
    private final long[] requestArrived;
    private final long[] functionQueued;

    TagPolicy(
            ElementWorkload workload,
            QueueOrder order,
            Kind kind,
            SizeGuess guess,
            boolean eightLevels) {
        this.kind = kind;
        this.guess = guess;
        this.eightLevels = eightLevels;
        this.order = order;
        book = new BurstBook(workload);
        histories = new BurstHistories(workload);
        tags = new long[workload.size];
        requestArrived = new long[workload.requestCount];
        functionQueued = new long[workload.functionCount];
    }

    @Override
    public void admit(int element) {
        ElementWorkload workload = book.workload;
        int function = workload.function[element];
        int burst = workload.burst[element];
        int request = workload.request[element];
        int bytes = workload.bytes[element];
        if (book.opensBurst(element)) {
            histories.open(element, book.latestBurst(function));
        }
        functionQueued[function] += bytes;
        long before = book.arrived[burst];
        long least = before + workload.requestBytes[request] - requestArrived[request];
        requestArrived[request] += bytes;
        long tag =
                switch (kind) {
                    case REQUEST -> least - before;
                    case SO_FAR -> before;
                    case QUEUED ->
                            order == QueueOrder.FUNCTION
                                    ? functionQueued[function]
                                    : before + bytes - book.served[burst];
                    case REMAINING -> histories.guess(guess, function, burst, least) - before;
                };
        tags[element] = eightLevels ? FixedLevels.ofBytes(tag) : tag;
        book.admit(element);
    }

    @Override
    public void serve(int element) {
        functionQueued[book.workload.function[element]] -= book.workload.bytes[element];
        book.serve(element);
    }

    @Override
    long key(int head, long nowNanos) {
        return tags[head];
    }
}
