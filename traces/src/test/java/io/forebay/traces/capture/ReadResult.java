package io.forebay.traces.capture;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.input.DeadLetterWriter;
import io.forebay.traces.input.TraceInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Everything a capture gave. */
public record ReadResult(List<TrafficElement> elements, List<DeadLetter> deadLetters) {

    public static ReadResult of(byte[] file) {
        return of(new ByteArrayInputStream(file));
    }

    public static ReadResult of(InputStream file) {
        var elements = new ArrayList<TrafficElement>();
        var deadLetters = new ArrayList<DeadLetter>();
        var writer = new DeadLetterWriter("test.pcap", deadLetters::add);
        try (var in = TraceInputStream.open(file, writer);
                var reader = new CaptureTraceReader(in, "eth0", writer)) {
            for (TrafficElement e = reader.next(); e != null; e = reader.next()) {
                elements.add(e);
            }
            if (reader.next() != null) {
                throw new AssertionError("an element behind the end");
            }
            return new ReadResult(elements, deadLetters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> functions() {
        return elements.stream().map(TrafficElement::getFunctionId).distinct().sorted().toList();
    }

    public List<Long> times() {
        return elements.stream().map(TrafficElement::getEventTimeNanos).toList();
    }

    public List<String> reasons() {
        return deadLetters.stream().map(DeadLetter::getReason).toList();
    }

    /** The only element of the capture. */
    public TrafficElement only() {
        if (elements.size() != 1) {
            throw new AssertionError("elements=" + elements + ", deadLetters=" + deadLetters);
        }
        return elements.get(0);
    }
}
