package io.forebay.predictor;

/**
 * The latest eight sequential runs of a function, the most recently used first: where each ends,
 * when it was seen, and how it behaves.
 */
final class LiveRuns {
    static final int RUNS = 8;

    private final long[] end = new long[RUNS];
    private final long[] seenMicros = new long[RUNS];
    private final long[] periodMicros = new long[RUNS];
    private final int[] operationCode = new int[RUNS];
    private final int[] size = new int[RUNS];
    private final int[] length = new int[RUNS];

    /** Slots by recency; only the first {@link #used} are in use. */
    private final int[] order = new int[RUNS];

    private int used;

    int count() {
        return used;
    }

    long end(int rank) {
        return end[order[rank]];
    }

    int operationCode(int rank) {
        return operationCode[order[rank]];
    }

    int size(int rank) {
        return size[order[rank]];
    }

    /** Requests of the run, at most 255. */
    int length(int rank) {
        return length[order[rank]];
    }

    /** When the run's next request is due; never before its last one. */
    long dueMicros(int rank) {
        return seenMicros[order[rank]] + periodMicros[order[rank]];
    }

    boolean hasPeriod(int rank) {
        return length[order[rank]] > 1;
    }

    /** Continues the run that ends where the request begins, or begins a new one. */
    void add(long address, long units, long micros, int code, int sizeClass) {
        int rank = 0;
        while (rank < used && end[order[rank]] != address) {
            rank++;
        }
        int slot;
        if (rank < used) {
            slot = order[rank];
            periodMicros[slot] = Math.max(0, micros - seenMicros[slot]);
            length[slot] = Math.min(255, length[slot] + 1);
        } else if (used < RUNS) {
            rank = used++;
            slot = rank;
            start(slot);
        } else {
            rank = RUNS - 1;
            slot = order[rank];
            start(slot);
        }
        for (int i = rank; i > 0; i--) {
            order[i] = order[i - 1];
        }
        order[0] = slot;
        end[slot] = address + units;
        seenMicros[slot] = micros;
        operationCode[slot] = code;
        size[slot] = sizeClass;
    }

    private void start(int slot) {
        length[slot] = 1;
        periodMicros[slot] = 0;
    }

    void write(SnapshotWriter out) {
        out.putLongs(end);
        out.putLongs(seenMicros);
        out.putLongs(periodMicros);
        out.putInts(operationCode);
        out.putInts(size);
        out.putInts(length);
        out.putInts(order);
        out.putInt(used);
    }

    void read(SnapshotReader in) {
        in.getLongs(end);
        in.getLongs(seenMicros);
        in.getLongs(periodMicros);
        in.getInts(operationCode);
        in.getInts(size);
        in.getInts(length);
        in.getInts(order);
        for (int slot : order) {
            Snapshots.requireRange("run slot", slot, 0, RUNS - 1);
        }
        used = Snapshots.requireRange("live runs", in.getInt(), 0, RUNS);
    }
}
