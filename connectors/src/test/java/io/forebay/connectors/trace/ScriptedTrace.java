package io.forebay.connectors.trace;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Functions;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.util.function.Consumer;

/** A trace whose time now and then runs backwards, with lines and elements that are broken. */
final class ScriptedTrace implements TraceReader {
    static final int ELEMENTS = 60;
    static final int BROKEN_LINES = ELEMENTS / 20;
    static final int BROKEN_ELEMENTS = ELEMENTS / 15;
    static final TraceOpener OPENER = ScriptedTrace::new;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final TraceFile file;
    private final Consumer<DeadLetter> deadLetters;
    private int next;

    private ScriptedTrace(TraceFile file, Consumer<DeadLetter> deadLetters) {
        this.file = file;
        this.deadLetters = deadLetters;
    }

    @Override
    public TrafficElement next() {
        if (next == ELEMENTS) {
            return null;
        }
        int i = next++;
        if (i % 20 == 7) {
            deadLetters.accept(new DeadLetter(file.path(), (long) i, "line", "broken line", "?"));
        }
        long timeMillis = i % 10 == 9 ? i - 3 : i;
        long lengthBytes = i % 15 == 4 ? -1 : 4096;
        return new TrafficElement(
                Functions.idOf(file.deviceId(), "lun0"),
                (long) i,
                timeMillis * NANOS_PER_MILLI,
                ElementKind.BLOCK,
                Operation.READ,
                i * 4096L,
                lengthBytes,
                0L,
                (long) i,
                0,
                false);
    }

    @Override
    public void close() {}
}
