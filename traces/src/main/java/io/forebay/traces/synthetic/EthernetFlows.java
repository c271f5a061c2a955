package io.forebay.traces.synthetic;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import java.util.SplittableRandom;

/**
 * Frames of a few flows: small requests, trains of full frames, and acknowledgements. A flow's
 * address and ordering domain are its number spread over 48 bits; the first flow is of a higher
 * traffic class.
 */
final class EthernetFlows implements TrafficGenerator {
    private static final long FLOW_SPREAD = 0x9E37_79B9_7F4AL;
    private static final long FLOW_MASK = (1L << 48) - 1;
    private static final int FULL_FRAME_BYTES = 1514;
    private static final int ACKNOWLEDGEMENT_BYTES = 66;
    private static final int LEAST_REQUEST_BYTES = 74;
    private static final int MOST_REQUEST_BYTES = 590;

    private final Parameters parameters;
    private final SplittableRandom random;
    private final ArrivalTimes trainStarts;
    private long nowNanos;
    private long flow;
    private int position;
    private int trainLength;

    /**
     * @param flowCount flows that take turns at random
     * @param trainGapNanos mean time from the start of a train to the start of the next
     * @param mostTrainFrames most full frames of a train
     * @param frameGapNanos mean gap between the frames of a train
     */
    record Parameters(int flowCount, long trainGapNanos, int mostTrainFrames, long frameGapNanos) {
        Parameters {
            Distributions.requirePositive("flowCount", flowCount);
            Distributions.requirePositive("trainGapNanos", trainGapNanos);
            Distributions.requirePositive("mostTrainFrames", mostTrainFrames);
            Distributions.requirePositive("frameGapNanos", frameGapNanos);
        }
    }

    EthernetFlows(Parameters parameters, SplittableRandom random) {
        this.parameters = parameters;
        this.random = random;
        this.trainStarts =
                new SteadyArrivals(
                        new SteadyArrivals.Parameters(parameters.trainGapNanos, 1), random.split());
    }

    @Override
    public void next(GeneratedElement out) {
        if (position == trainLength) {
            startTrain();
        }
        out.clear();
        out.kind = ElementKind.ETHERNET;
        out.operation = Operation.FRAME;
        out.timeNanos = nowNanos;
        out.address = (flow + 1) * FLOW_SPREAD & FLOW_MASK;
        out.orderingDomain = out.address;
        // Nothing completes a frame.
        out.correlationId = 0;
        out.trafficClass = flow == 0 ? 5 : 0;
        out.lengthBytes = frameBytes();
        position++;
        nowNanos += Distributions.exponential(random, parameters.frameGapNanos);
    }

    private void startTrain() {
        long startNanos = trainStarts.nextNanos();
        nowNanos = Math.max(nowNanos, startNanos);
        flow = random.nextInt(parameters.flowCount);
        position = 0;
        trainLength = 2 + 1 + random.nextInt(parameters.mostTrainFrames);
    }

    /** A request, full frames, and an acknowledgement at the end. */
    private long frameBytes() {
        if (position == 0) {
            return Distributions.uniform(random, LEAST_REQUEST_BYTES, MOST_REQUEST_BYTES);
        }
        return position == trainLength - 1 ? ACKNOWLEDGEMENT_BYTES : FULL_FRAME_BYTES;
    }
}
