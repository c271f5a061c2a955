package io.forebay.traces.tlp;

import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.input.DeadLetterWriter;
import io.forebay.traces.input.FunctionSequences;
import io.forebay.traces.input.LineSource;
import io.forebay.traces.input.TraceInputStream;
import io.forebay.traces.tlp.TlpTextParser.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads PCI Express transaction layer packets from text, one a line.
 *
 * <p>Lines are one of
 *
 * <ul>
 *   <li>hexadecimal digits in wire order, as bytes ({@code 00 94 38 01 ...}), as words ({@code
 *       04000001 0000220f ...}) or without spaces, each group with or without {@code 0x}: a whole
 *       TLP with its data, or a header log of exactly four words whose TLP has three;
 *   <li>the same after a time in seconds with a fraction and a colon: {@code 12.000001500:
 *       0494...};
 *   <li>lines of the Linux kernel log with {@code TLP Header:}, and of lspci with {@code
 *       HeaderLog:}, which hold headers without data. Other lines of such logs are passed over, as
 *       are header logs of lspci that are all zeros;
 *   <li>empty, or a comment from {@code #} to the end of the line.
 * </ul>
 *
 * <p>Times: a line's own (in kernel logs, seconds since the machine started) as if since the Unix
 * epoch. A line without one comes {@value #NANOS_BETWEEN_LINES} ns after the TLP before it, the
 * first at 0: such times only keep the order.
 */
public final class TlpTraceReader implements TraceReader {
    static final long NANOS_BETWEEN_LINES = 1_000;

    private final TraceInputStream in;
    private final LineSource lines;
    private final DeadLetterWriter deadLetters;
    private final FunctionSequences sequences = new FunctionSequences();
    private final TlpElements elements;
    private final TlpTextParser parser = new TlpTextParser();
    private final Tlp tlp = new Tlp();
    private long lastTimeNanos = -NANOS_BETWEEN_LINES;

    /**
     * Reads text that is not compressed.
     *
     * @param in closed with the reader
     * @param deviceName first part of the function ids
     */
    public TlpTraceReader(TraceInputStream in, String deviceName, DeadLetterWriter deadLetters) {
        this.in = in;
        lines = new LineSource(in);
        elements = new TlpElements(deviceName);
        this.deadLetters = deadLetters;
    }

    @Override
    public TrafficElement next() throws IOException {
        while (lines.next()) {
            TrafficElement element = readLine();
            if (element != null) {
                return element;
            }
        }
        return null;
    }

    /** The line's element; null when it has none, or when what it has cannot be used. */
    private TrafficElement readLine() {
        String cut = lines.fault(in.endedEarly());
        if (cut != null) {
            return refuse(cut);
        }
        int length = lines.end() - lines.start();
        // In ISO 8859-1 any bytes are text, and their number stays the same.
        String line =
                new String(lines.buffer(), lines.start(), length, StandardCharsets.ISO_8859_1);
        Content content = parser.parse(line);
        if (content == Content.NOTHING) {
            return null;
        }
        if (content == Content.FAULT) {
            return refuse(parser.fault());
        }
        String fault = decode(content);
        if (fault == null) {
            fault = TlpElements.refusal(tlp);
        }
        if (fault != null) {
            return refuse(fault);
        }
        lastTimeNanos =
                parser.timeNanos() >= 0 ? parser.timeNanos() : lastTimeNanos + NANOS_BETWEEN_LINES;
        TrafficElement element = elements.toElement(tlp, lastTimeNanos);
        String violation = ElementRules.violation(element);
        if (violation != null) {
            return refuse(violation);
        }
        // A segment has 65,536 requester ids: there is always a sequence.
        element.setSequence(sequences.next(element.getFunctionId()));
        return element;
    }

    private String decode(Content content) {
        int length = parser.length();
        if (content == Content.HEADER_LOG) {
            return TlpDecoder.decodeHeaderLog(parser.bytes, 0, length, tlp);
        }
        String fault = TlpDecoder.decode(parser.bytes, 0, length, length, tlp);
        boolean isPaddedHeader =
                fault != null
                        && length == TlpDecoder.HEADER_LOG_BYTES
                        && TlpDecoder.decodeHeaderLog(parser.bytes, 0, length, tlp) == null
                        && tlp.prefixCount() == 0
                        && tlp.type().headerWords() == 3
                        && !tlp.type().hasData();
        return isPaddedHeader ? null : fault;
    }

    private TrafficElement refuse(String reason) {
        lines.report(deadLetters, reason);
        return null;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
