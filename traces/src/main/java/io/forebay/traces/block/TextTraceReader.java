package io.forebay.traces.block;

import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.input.DeadLetterWriter;
import io.forebay.traces.input.LineSource;
import io.forebay.traces.input.TraceInputStream;
import java.io.IOException;

/** Reads the requests of a trace that has one request a line. One thread only. */
final class TextTraceReader implements TraceReader {
    private final TraceInputStream in;
    private final LineSource lines;
    private final LineFormat format;
    private final LineFields fields;
    private final VolumeTable volumes;
    private final DeadLetterWriter deadLetters;
    private final BlockRequest request = new BlockRequest();
    private boolean hasEnded;

    TextTraceReader(
            TraceInputStream in,
            LineFormat format,
            String deviceName,
            DeadLetterWriter deadLetters) {
        this.in = in;
        this.lines = new LineSource(in);
        this.format = format;
        this.fields = format.newFields();
        this.volumes = new VolumeTable(deviceName);
        this.deadLetters = deadLetters;
    }

    @Override
    public TrafficElement next() throws IOException {
        while (!hasEnded) {
            if (!lines.next()) {
                hasEnded = true;
            } else if (readLine()) {
                return BlockElements.of(request);
            }
        }
        return null;
    }

    /** Whether the line is a request that can be used. */
    private boolean readLine() {
        String fault = lines.fault(in.endedEarly());
        if (fault != null) {
            lines.report(deadLetters, fault);
            return false;
        }
        fields.reset(lines.buffer(), lines.start(), lines.end());
        if (!fields.hasMore()) {
            return false;
        }
        LineFormat.Outcome outcome = format.parse(fields, volumes, request);
        if (fields.hasFailed()) {
            lines.report(deadLetters, fields.failure());
            return false;
        }
        if (outcome == LineFormat.Outcome.SKIP) {
            return false;
        }
        String violation = request.violation();
        if (violation != null) {
            lines.report(deadLetters, violation);
        }
        return violation == null;
    }

    @Override
    public void close() throws IOException {
        hasEnded = true;
        in.close();
    }
}
