package io.forebay.traces.tlp;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import io.forebay.traces.capture.CaptureDeadLetters;
import io.forebay.traces.capture.CaptureTraceReader;
import io.forebay.traces.capture.FunctionSequences;
import io.forebay.traces.tlp.TlpTextParser.Content;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Reads PCI Express transaction layer packets from text, one a line, or from a pcap or pcapng file
 * with a user link type (see {@link CaptureTraceReader}), told apart by the first bytes.
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

    private static final int MAX_LINE_CHARACTERS = 1 << 16;

    private final LineInput lines;
    private final CaptureDeadLetters deadLetters;
    private final FunctionSequences sequences;
    private final TlpElements elements;
    private final TlpTextParser parser = new TlpTextParser();
    private final Tlp tlp = new Tlp();
    private long lastTimeNanos = -NANOS_BETWEEN_LINES;

    private TlpTraceReader(InputStream in, String deviceName, CaptureDeadLetters deadLetters) {
        sequences = new FunctionSequences(deviceName);
        elements = new TlpElements(deviceName);
        lines = new LineInput(in, MAX_LINE_CHARACTERS);
        this.deadLetters = deadLetters;
    }

    /**
     * Opens text or a capture that is not compressed.
     *
     * @param in closed with the reader
     * @param fileName origin of the dead letters
     * @param deviceName first part of the function ids
     * @throws IllegalArgumentException when the device name cannot be part of a function id
     */
    public static TraceReader open(
            InputStream in, String fileName, String deviceName, Consumer<DeadLetter> deadLetters)
            throws IOException {
        var buffered = new BufferedInputStream(in);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        if (magic.length == 4 && CaptureTraceReader.isCapture(ByteBuffer.wrap(magic).getInt())) {
            return CaptureTraceReader.open(buffered, fileName, deviceName, deadLetters);
        }
        return new TlpTraceReader(
                buffered, deviceName, new CaptureDeadLetters(fileName, deadLetters));
    }

    @Override
    public TrafficElement next() throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            TrafficElement element = read(line);
            if (element != null) {
                return element;
            }
        }
        return null;
    }

    /** The line's element; null when it has none, or when what it has cannot be used. */
    private TrafficElement read(String line) {
        if (lines.isCut()) {
            return refuse("line too long: maxCharacters=" + MAX_LINE_CHARACTERS, line);
        }
        Content content = parser.parse(line);
        if (content == Content.NOTHING) {
            return null;
        }
        if (content == Content.FAULT) {
            return refuse(parser.fault(), line);
        }
        String fault = decode(content);
        if (fault == null) {
            fault = TlpElements.refusal(tlp);
        }
        if (fault != null) {
            return refuse(fault, line);
        }
        lastTimeNanos =
                parser.timeNanos() >= 0 ? parser.timeNanos() : lastTimeNanos + NANOS_BETWEEN_LINES;
        TrafficElement element = elements.toElement(tlp, lastTimeNanos);
        String violation = ElementRules.violation(element);
        if (violation != null) {
            return refuse(violation, line);
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

    private TrafficElement refuse(String reason, String line) {
        deadLetters.addLine(lines.number(), reason, line);
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
