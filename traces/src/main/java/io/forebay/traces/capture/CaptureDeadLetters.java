package io.forebay.traces.capture;

import io.forebay.schemas.DeadLetter;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Writes the dead letters of one file and counts them. One thread. */
public final class CaptureDeadLetters {
    private static final int EXCERPT_BYTES = 32;
    private static final int EXCERPT_CHARACTERS = 120;

    private final String fileName;
    private final Consumer<DeadLetter> consumer;
    private long count;

    public CaptureDeadLetters(String fileName, Consumer<DeadLetter> consumer) {
        this.fileName = fileName;
        this.consumer = consumer;
    }

    /** Dead letters written so far. */
    public long count() {
        return count;
    }

    /** A dead letter at a byte offset of the uncompressed file, with its first bytes as hex. */
    public void addBytes(long position, String reason, byte[] data, int offset, int length) {
        int shown = Math.max(0, Math.min(length, EXCERPT_BYTES));
        add(position, "byte", reason, HexFormat.of().formatHex(data, offset, offset + shown));
    }

    /** A dead letter at a line, counted from 1. */
    public void addLine(long line, String reason, String text) {
        String shown = text.substring(0, Math.min(text.length(), EXCERPT_CHARACTERS));
        add(line, "line", reason, shown.replaceAll("\\p{Cntrl}", "."));
    }

    /** A dead letter at a byte offset about the file or many of its records. */
    public void add(long position, String reason) {
        add(position, "byte", reason, "");
    }

    private void add(long position, String unit, String reason, String excerpt) {
        count++;
        consumer.accept(new DeadLetter(fileName, position, unit, reason, excerpt));
    }
}
