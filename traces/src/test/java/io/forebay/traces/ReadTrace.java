package io.forebay.traces;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that a trace gave. */
public record ReadTrace(List<TrafficElement> elements, List<DeadLetter> deadLetters) {

    public static ReadTrace of(Path file, TraceFormat format, String deviceName)
            throws IOException {
        var elements = new ArrayList<TrafficElement>();
        var deadLetters = new ArrayList<DeadLetter>();
        try (TraceReader reader = Traces.open(file, format, deviceName, deadLetters::add)) {
            for (TrafficElement e = reader.next(); e != null; e = reader.next()) {
                elements.add(e);
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
