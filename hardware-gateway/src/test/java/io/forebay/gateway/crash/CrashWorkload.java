package io.forebay.gateway.crash;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;

/** 50,000 elements a second whose every field follows from function and sequence. */
final class CrashWorkload implements TraceReader {
    static final String DEVICE = "crash0";
    static final int FUNCTIONS = 8;
    static final long ELEMENTS_PER_SECOND = 50_000;

    private static final long START_NANOS = 1_700_000_000_000_000_000L;
    private static final long GAP_NANOS = 1_000_000_000L / ELEMENTS_PER_SECOND;
    private static final Operation[] OPERATIONS = {Operation.READ, Operation.WRITE};

    private long made;

    @Override
    public TrafficElement next() {
        long index = made++;
        return element((int) (index % FUNCTIONS), index / FUNCTIONS);
    }

    @Override
    public void close() {}

    static String functionId(int function) {
        // Not every id is a file name.
        return DEVICE + "/vf " + function + "/../é%";
    }

    static TrafficElement element(int function, long sequence) {
        long index = sequence * FUNCTIONS + function;
        long noise = index * 0x9e3779b97f4a7c15L;
        return TrafficElement.newBuilder()
                .setFunctionId(functionId(function))
                .setSequence(sequence)
                .setEventTimeNanos(START_NANOS + index * GAP_NANOS)
                .setKind(ElementKind.BLOCK)
                .setOperation(OPERATIONS[(int) (noise >>> 63)])
                .setAddress((noise >>> 20) & ~0xfffL)
                .setLengthBytes(512 * (1 + (noise >>> 60)))
                .setOrderingDomain(noise >>> 56)
                .setCorrelationId(noise)
                .setTrafficClass((int) (noise >>> 61))
                .setRelaxedOrdering((noise & 1) == 0)
                .build();
    }
}
