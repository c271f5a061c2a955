package io.forebay.gateway.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small file of lines that is replaced as a whole: whoever reads it after a crash finds the old
 * lines or the new ones. The first line names format and version, the last is the checksum of what
 * stands before it. Not thread safe.
 */
public final class StateFile {
    private static final int VERSION = 1;
    private static final int MAX_BYTES = 1 << 20;
    private static final String CHECKSUM = "crc32c ";

    private final Path file;
    private final String header;

    StateFile(Path file, String format) {
        this.file = file;
        this.header = "forebay " + format + " " + VERSION;
    }

    /**
     * The lines last written; empty when there are none yet.
     *
     * @throws IOException also when the file is damaged or of an unknown version; the message names
     *     it
     */
    public Optional<List<String>> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw damaged("it is larger than " + MAX_BYTES + " bytes");
        }
        String text = new String(Files.readAllBytes(file), UTF_8);
        int end = text.lastIndexOf(CHECKSUM);
        boolean isWhole = end > 0 && text.charAt(end - 1) == '\n' && text.endsWith("\n");
        if (!isWhole) {
            throw damaged("its last line is not a checksum");
        }
        String content = text.substring(0, end);
        String expected = CHECKSUM + checksum(content) + "\n";
        if (!text.substring(end).equals(expected)) {
            throw damaged("its checksum does not fit, expected=" + expected.trim());
        }
        List<String> lines = content.lines().toList();
        if (!lines.get(0).equals(header)) {
            throw damaged("it begins with '" + lines.get(0) + "' instead of '" + header + "'");
        }
        return Optional.of(lines.subList(1, lines.size()));
    }

    /** An exception about this file's content, for callers that read more of it. */
    public IOException damaged(String reason) {
        return new IOException(
                "state of the gateway is damaged: file="
                        + file
                        + ", "
                        + reason
                        + "; restore the file, or remove it to forget what it held");
    }

    /** Replaces the lines; on return they are on the disk. */
    public void write(List<String> lines) throws IOException {
        var content = new StringBuilder(header).append('\n');
        lines.forEach(line -> content.append(line).append('\n'));
        String text = content + CHECKSUM + checksum(content.toString()) + "\n";
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The new name is on the disk only when its directory is.
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static String checksum(String content) {
        var crc = new CRC32C();
        crc.update(content.getBytes(UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
