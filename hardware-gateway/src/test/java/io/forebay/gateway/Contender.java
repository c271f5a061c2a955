package io.forebay.gateway;

import com.google.rpc.Code;
import io.forebay.schemas.gateway.v1.Arbitration;
import io.forebay.schemas.gateway.v1.ArbitrationResult;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.ControlRequest;
import io.forebay.schemas.gateway.v1.ControlResponse;
import io.forebay.schemas.gateway.v1.ElectionId;
import io.forebay.schemas.gateway.v1.GatewayGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A controller that never lets go: it sends tags all the time, whether it is in force or not, sends
 * many of them again, and keeps its older streams, with their older epochs, busy too. Each of its
 * tags is for another element, so what the device reports about an element is about one command.
 */
final class Contender implements AutoCloseable {
    private static final int UNANSWERED_BATCHES = 6;
    private static final int TAGS_PER_BATCH = 2;

    private final String controllerId;
    private final ManagedChannel channel;
    private final SplittableRandom random;
    private final AtomicInteger nextElement;
    private final Semaphore places = new Semaphore(UNANSWERED_BATCHES);
    private final Thread sender;
    private volatile Stream current;
    private volatile Stream older;
    private volatile boolean closed;

    private final Map<Long, Long> epochs;

    /** What each element's command was answered; those sent again must be answered the same. */
    final Map<Long, Code> answers = new ConcurrentHashMap<>();

    private final Queue<String> surprises;

    /**
     * @param nextElement element of the next command of either controller
     * @param epochs takes the epoch of each element's command
     * @param surprises takes what must not happen
     */
    Contender(
            String controllerId,
            int port,
            long seed,
            AtomicInteger nextElement,
            Map<Long, Long> epochs,
            Queue<String> surprises) {
        this.controllerId = controllerId;
        this.nextElement = nextElement;
        this.epochs = epochs;
        this.surprises = surprises;
        random = new SplittableRandom(seed);
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .directExecutor()
                        .build();
        sender = new Thread(this::keepSending, controllerId);
        sender.setDaemon(true);
        sender.start();
    }

    /** Takes over, on a new stream or the one there is; returns when the gateway says so. */
    void takeOver(long epoch, boolean onNewStream) throws InterruptedException {
        Stream stream = current;
        if (stream == null || onNewStream) {
            Stream oldest = older;
            older = stream;
            if (oldest != null) {
                oldest.leave();
            }
            stream = new Stream();
            stream.requests = GatewayGrpc.newStub(channel).control(stream);
        }
        stream.takeOver(epoch);
        current = stream;
    }

    private void keepSending() {
        try {
            while (!closed) {
                if (current == null || !places.tryAcquire(5, TimeUnit.MILLISECONDS)) {
                    Thread.onSpinWait();
                    continue;
                }
                Stream late = older;
                boolean usesOlder = late != null && random.nextInt(4) == 0;
                (usesOlder ? late : current).send(random.nextInt(3) == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        sender.join(10_000);
        places.tryAcquire(UNANSWERED_BATCHES, 10, TimeUnit.SECONDS);
        channel.shutdownNow();
        channel.awaitTermination(5, TimeUnit.SECONDS);
    }

    private final class Stream implements StreamObserver<ControlResponse> {
        private StreamObserver<ControlRequest> requests;
        private long epoch;
        private CommandBatch last;
        private volatile CountDownLatch granted = new CountDownLatch(0);
        private volatile boolean isLeft;

        void takeOver(long newEpoch) throws InterruptedException {
            synchronized (this) {
                granted = new CountDownLatch(1);
                epoch = newEpoch;
                last = null;
                requests.onNext(
                        ControlRequest.newBuilder()
                                .setArbitration(
                                        Arbitration.newBuilder()
                                                .setControllerId(controllerId)
                                                .setElectionId(
                                                        ElectionId.newBuilder().setLow(newEpoch)))
                                .build());
            }
            if (!granted.await(30, TimeUnit.SECONDS)) {
                surprises.add("no answer to the arbitration of epoch " + newEpoch);
            }
        }

        synchronized void leave() {
            isLeft = true;
            requests.onCompleted();
        }

        synchronized void send(boolean again) {
            if (isLeft) {
                places.release();
                return;
            }
            if (!again || last == null) {
                var batch = CommandBatch.newBuilder().setEpoch(epoch);
                for (int i = 0; i < TAGS_PER_BATCH; i++) {
                    long element = nextElement.getAndIncrement();
                    epochs.put(element, epoch);
                    batch.addCommands(EchoController.tag("dev/f0", element, element, 3));
                }
                last = batch.build();
            }
            requests.onNext(ControlRequest.newBuilder().setBatch(last).build());
        }

        @Override
        public void onNext(ControlResponse response) {
            if (response.hasArbitration()) {
                onArbitration(response.getArbitration());
            } else {
                places.release();
                response.getBatchResult().getResultsList().forEach(this::onResult);
            }
        }

        private void onArbitration(ArbitrationResult result) {
            if (result.getCode() == Code.OK) {
                granted.countDown();
            }
        }

        private void onResult(CommandResult result) {
            Code known = answers.put(result.getSequence(), result.getCode());
            boolean isSame = known == null || known == result.getCode();
            // Refused while it was not in force is refused for good; taken may be refused later on.
            boolean isFencedSince = known == Code.OK && result.getCode() == Code.PERMISSION_DENIED;
            if (isFencedSince) {
                answers.put(result.getSequence(), Code.OK);
            } else if (!isSame) {
                surprises.add("answered " + known + ", then " + result.getCode() + ": " + result);
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (!closed) {
                surprises.add(controllerId + " lost a stream: " + cause);
            }
        }

        @Override
        public void onCompleted() {
            if (!isLeft) {
                surprises.add(controllerId + ": gateway ended the stream");
            }
        }
    }
}
