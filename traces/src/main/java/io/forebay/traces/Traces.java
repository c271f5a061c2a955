package io.forebay.traces;

import io.forebay.schemas.DeadLetter;
import io.forebay.traces.block.BlockTraces;
import io.forebay.traces.capture.CaptureTraceReader;
import io.forebay.traces.input.DeadLetterWriter;
import io.forebay.traces.input.TraceInputStream;
import io.forebay.traces.tlp.TlpTraceReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens traces by format. */
public final class Traces {
    private static final int CAPTURE_MAGIC_BYTES = 4;
    private static final int MAX_DEVICE_NAME_LENGTH = 64;

    private Traces() {}

    /**
     * Opens a trace or capture; gzip is understood by its magic number, and so is a capture of TLPs
     * where the format is {@link TraceFormat#TLP}.
     *
     * @param deviceName first part of the function ids of its elements
     * @param deadLetters takes what cannot be used, in file order, on the reading thread
     * @throws IOException when the file cannot be opened or read
     * @throws IllegalArgumentException when the device name cannot stand in a function id
     */
    public static TraceReader open(
            Path file, TraceFormat format, String deviceName, Consumer<DeadLetter> deadLetters)
            throws IOException {
        requireDeviceName(deviceName);
        if (Files.isDirectory(file)) {
            throw new IOException("a trace must be a file, but is a directory: file=" + file);
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "no such trace");
        }
        var writer = new DeadLetterWriter(fileNameOf(file), deadLetters);
        return open(Files.newInputStream(file), format, deviceName, writer);
    }

    /** Opens a trace from the bytes of its file, which are closed with the reader. */
    static TraceReader open(
            InputStream file, TraceFormat format, String deviceName, DeadLetterWriter writer)
            throws IOException {
        var in = TraceInputStream.open(file, writer);
        try {
            return switch (format) {
                case VSCSI -> BlockTraces.vscsi(in, deviceName, writer);
                case MSR -> BlockTraces.msr(in, deviceName, writer);
                case SYSTOR -> BlockTraces.systor(in, deviceName, writer);
                case MQSIM -> BlockTraces.mqsim(in, deviceName, writer);
                case DISKSIM -> BlockTraces.disksim(in, deviceName, writer);
                case BLKPARSE -> BlockTraces.blkparse(in, deviceName, writer);
                case PCAP -> new CaptureTraceReader(in, deviceName, writer);
                case TLP ->
                        CaptureTraceReader.isCapture(in.peek(CAPTURE_MAGIC_BYTES))
                                ? new CaptureTraceReader(in, deviceName, writer)
                                : new TlpTraceReader(in, deviceName, writer);
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * A device name from a file's name: what stands before its first dot, with everything but
     * letters, digits, '-' and '_' made '-'; {@code trace} where nothing is left.
     */
    public static String deviceNameOf(Path file) {
        String fileName = fileNameOf(file);
        int start = 0;
        while (start < fileName.length() && fileName.charAt(start) == '.') {
            start++;
        }
        int dot = fileName.indexOf('.', start);
        int end = Math.min(dot < 0 ? fileName.length() : dot, start + MAX_DEVICE_NAME_LENGTH);
        var name = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char character = fileName.charAt(i);
            name.append(isNameCharacter(character) ? character : '-');
        }
        return name.isEmpty() ? "trace" : name.toString();
    }

    private static String fileNameOf(Path file) {
        Path fileName = file.getFileName();
        return fileName == null ? file.toString() : fileName.toString();
    }

    private static void requireDeviceName(String deviceName) {
        boolean isLegal = !deviceName.isEmpty() && deviceName.length() <= MAX_DEVICE_NAME_LENGTH;
        for (int i = 0; isLegal && i < deviceName.length(); i++) {
            char character = deviceName.charAt(i);
            isLegal = isNameCharacter(character) || character == '.' || character == ':';
        }
        if (!isLegal) {
            throw new IllegalArgumentException(
                    "a device name is 1 to "
                            + MAX_DEVICE_NAME_LENGTH
                            + " letters, digits, '-', '_', '.' or ':': deviceName="
                            + deviceName);
        }
    }

    private static boolean isNameCharacter(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '-'
                || character == '_';
    }
}
