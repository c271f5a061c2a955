package io.forebay.traces;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.input.DeadLetterWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that a trace gave. */
public record ReadTrace(List<TrafficElement> elements, List<DeadLetter> deadLetters) {

    public static ReadTrace of(Path file, TraceFormat format, String deviceName)
            throws IOException {
        var deadLetters = new ArrayList<DeadLetter>();
        return of(Traces.open(file, format, deviceName, deadLetters::add), deadLetters);
    }

    /** Reads bytes as those of a file that is named trace. */
    public static ReadTrace ofBytes(byte[] bytes, TraceFormat format, String deviceName)
            throws IOException {
        var deadLetters = new ArrayList<DeadLetter>();
        var writer = new DeadLetterWriter("trace", deadLetters::add);
        return of(
                Traces.open(new ByteArrayInputStream(bytes), format, deviceName, writer),
                deadLetters);
    }

    private static ReadTrace of(TraceReader trace, List<DeadLetter> deadLetters)
            throws IOException {
        var elements = new ArrayList<TrafficElement>();
        try (trace) {
            for (TrafficElement e = trace.next(); e != null; e = trace.next()) {
                elements.add(e);
            }
            if (trace.next() != null) {
                throw new AssertionError("an element behind the end");
            }
        }
        return new ReadTrace(elements, deadLetters);
    }

    /** Reads bytes as a file of this name in the directory. */
    public static ReadTrace ofBytes(Path directory, String name, byte[] bytes, TraceFormat format)
            throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, bytes);
        return of(file, format, "device");
    }

    public List<String> reasons() {
        return deadLetters.stream().map(DeadLetter::getReason).toList();
    }
}
