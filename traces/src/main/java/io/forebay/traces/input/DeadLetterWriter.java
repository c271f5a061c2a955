package io.forebay.traces.input;

import static java.util.Objects.requireNonNull;

import io.forebay.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Makes the dead letters of one file. One thread only. */
public final class DeadLetterWriter {
    /** Position unit of text: lines, counted from 1. */
    public static final String LINE = "line";

    /** Position unit of other files: bytes from the start, after unpacking. */
    public static final String BYTE = "byte";

    static final int MAX_EXCERPT_CHARACTERS = 120;

    private static final HexFormat HEX = HexFormat.of();

    private final String fileName;
    private final Consumer<DeadLetter> consumer;

    public DeadLetterWriter(String fileName, Consumer<DeadLetter> consumer) {
        this.fileName = requireNonNull(fileName, "fileName");
        this.consumer = requireNonNull(consumer, "consumer");
    }

    /** Hands on a dead letter without an excerpt. */
    public void write(long position, String positionUnit, String reason) {
        send(position, positionUnit, reason, "");
    }

    /** Hands on a dead letter with the beginning of {@code buffer[start, end)} as its excerpt. */
    public void write(
            long position, String positionUnit, String reason, byte[] buffer, int start, int end) {
        send(position, positionUnit, reason, excerpt(buffer, start, end));
    }

    private void send(long position, String positionUnit, String reason, String excerpt) {
        consumer.accept(new DeadLetter(fileName, position, positionUnit, reason, excerpt));
    }

    /** The first bytes as text where all of them are printable ASCII, else in hexadecimal. */
    static String excerpt(byte[] buffer, int start, int end) {
        int stop = Math.min(end, start + MAX_EXCERPT_CHARACTERS);
        for (int i = start; i < stop; i++) {
            byte b = buffer[i];
            boolean isPrintable = (b >= ' ' && b < 127) || b == '\t' || b == '\r';
            if (!isPrintable) {
                int hexStop = Math.min(stop, start + MAX_EXCERPT_CHARACTERS / 2);
                return HEX.formatHex(buffer, start, hexStop);
            }
        }
        return new String(buffer, start, stop - start, StandardCharsets.US_ASCII);
    }
}
