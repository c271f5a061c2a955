package io.forebay.gateway.control;

import io.forebay.schemas.gateway.v1.CommandBatch;
import io.forebay.schemas.gateway.v1.CommandBatchResult;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller's stream of command batches. Batches go to the engine's thread, which answers them in
 * order; only so many are taken at a time, and none while the caller does not read its results.
 */
public final class ControlCall implements StreamObserver<CommandBatch> {
    private static final Logger LOG = LoggerFactory.getLogger(ControlCall.class);
    private static final int BATCHES_IN_FLIGHT = 16;

    private final ServerCallStreamObserver<CommandBatchResult> results;
    private final CommandIntake intake;
    private final CommandProcessor processor;
    private final Consumer<ControlCall> onClosed;

    /** Batches answered whose successors have not been asked for. */
    private final AtomicInteger credit = new AtomicInteger();

    private final AtomicBoolean completed = new AtomicBoolean();

    /**
     * Must be made while the call is being set up.
     *
     * @param onClosed told, on any thread, when the call is over, perhaps twice
     */
    public ControlCall(
            ServerCallStreamObserver<CommandBatchResult> results,
            CommandIntake intake,
            CommandProcessor processor,
            Consumer<ControlCall> onClosed) {
        this.results = results;
        this.intake = intake;
        this.processor = processor;
        this.onClosed = onClosed;
    }

    /** Begins to take batches. */
    public void start() {
        results.disableAutoRequest();
        results.setOnReadyHandler(this::requestMore);
        results.setOnCancelHandler(() -> onClosed.accept(this));
        results.setOnCloseHandler(() -> onClosed.accept(this));
        results.request(BATCHES_IN_FLIGHT);
    }

    @Override
    public void onNext(CommandBatch batch) {
        intake.submit(() -> answer(batch));
    }

    @Override
    public void onError(Throwable cause) {
        LOG.debug("control stream broke off", cause);
    }

    @Override
    public void onCompleted() {
        intake.submit(this::complete);
    }

    /** Ends the stream, after the results given so far. The engine's thread, or any after it. */
    public void complete() {
        if (completed.compareAndSet(false, true) && !results.isCancelled()) {
            try {
                results.onCompleted();
            } catch (RuntimeException e) {
                LOG.debug("control stream could not be ended", e);
            }
        }
    }

    private void answer(CommandBatch batch) {
        CommandBatchResult result = processor.process(batch);
        if (completed.get() || results.isCancelled()) {
            return;
        }
        try {
            results.onNext(result);
            credit.incrementAndGet();
            requestMore();
        } catch (RuntimeException e) {
            // The caller has left between the check and the sending.
            LOG.debug("results could not be sent", e);
        }
    }

    private void requestMore() {
        if (results.isReady()) {
            int count = credit.getAndSet(0);
            if (count > 0) {
                results.request(count);
            }
        }
    }
}
