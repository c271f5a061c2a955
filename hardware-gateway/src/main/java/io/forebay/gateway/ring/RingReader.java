package io.forebay.gateway.ring;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads ring files, while a gateway writes them or after it was killed. Changes nothing and takes
 * no lock. Any thread.
 */
public final class RingReader {
    private static final int REOPEN_TRIES = 8;

    private RingReader() {}

    /**
     * What a ring held at about one moment.
     *
     * @param entries those that are logged, oldest first
     * @param notLogged slots whose entries are not logged
     */
    public record Contents(RingHeader header, List<RingEntry> entries, int notLogged) {
        /** Whether the entry's element was pending when the function domain was reset. */
        public boolean isLost(RingEntry entry) {
            return entry.state().isPending() && entry.generation() != header.generation();
        }
    }

    /**
     * Reads a ring file.
     *
     * @throws RingDamagedException when it is no ring file, or its header is damaged
     * @throws IOException when it cannot be read
     */
    public static Contents read(Path file) throws IOException {
        Contents contents = readOnce(file);
        for (int i = 0; i < REOPEN_TRIES && isReplaced(contents); i++) {
            contents = readOnce(file); // The ring was moved to a file of another size meanwhile.
        }
        return contents;
    }

    private static boolean isReplaced(Contents contents) {
        return contents.header().log() == RingHeader.Log.REPLACED;
    }

    private static Contents readOnce(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < RingLayout.HEADER_BYTES || size > Integer.MAX_VALUE) {
                throw new RingDamagedException("size is not that of a ring: bytes=" + size);
            }
            var memory = new RingMemory(channel.map(MapMode.READ_ONLY, 0, size));
            return read(memory, size);
        }
    }

    static Contents read(RingMemory memory, long sizeBytes) throws RingDamagedException {
        int capacity = RingHeader.read(memory, sizeBytes).capacity();
        List<RingEntry> entries = new ArrayList<>();
        int notLogged = scan(memory, capacity, entries);
        // The header last: it is then no older than the entries.
        return new Contents(RingHeader.read(memory, sizeBytes), entries, notLogged);
    }

    /** Collects the logged entries, oldest first; returns how many are not logged. */
    static int scan(RingMemory memory, int capacity, List<RingEntry> entries) {
        var reader = new SlotReader(memory, capacity);
        int notLogged = 0;
        for (int index = 0; index < capacity; index++) {
            RingEntry entry = reader.read(index);
            if (entry != null) {
                entries.add(entry);
            } else if (RingLayout.codeOf(reader.stamp(index)) == RingLayout.NOT_LOGGED) {
                notLogged++;
            }
        }
        entries.sort(Comparator.comparingLong(RingEntry::serial));
        return notLogged;
    }
}
