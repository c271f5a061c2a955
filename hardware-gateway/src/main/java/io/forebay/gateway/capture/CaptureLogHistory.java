package io.forebay.gateway.capture;

import io.forebay.gateway.state.StateFile;
import io.forebay.schemas.gateway.v1.CapturePosition;
import io.forebay.schemas.gateway.v1.LostRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The capture logs of a gateway's lives: each has an identity, and those that ended in order an
 * end. So a subscriber that resumes in an earlier one learns what it has lost. The list is written
 * before the log is used. Immutable but for {@link #close}; any thread.
 */
public final class CaptureLogHistory {
    private static final int MAX_LOGS = 64;
    private static final String OPEN = "open";

    private final StateFile file;
    private final List<Life> earlier;
    private final long logId;

    /**
     * Opens a new log after those of the file.
     *
     * @param random source of the log's identity
     */
    public CaptureLogHistory(StateFile file, SplittableRandom random) throws IOException {
        this.file = file;
        this.earlier = new ArrayList<>();
        for (String line : file.read().orElse(List.of())) {
            earlier.add(parse(line));
        }
        while (earlier.size() >= MAX_LOGS) {
            earlier.remove(0);
        }
        long id = 0;
        while (id == 0) {
            id = random.nextLong();
        }
        logId = id;
        write(OPEN);
    }

    private Life parse(String line) throws IOException {
        String[] parts = line.split(" ", -1);
        try {
            boolean isOpen = parts[1].equals(OPEN);
            return new Life(
                    Long.parseUnsignedLong(parts[0], 16),
                    isOpen ? 0 : Long.parseLong(parts[1]),
                    isOpen);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw file.damaged("a line is not a log and its end: line=" + line);
        }
    }

    private void write(String end) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Life life : earlier) {
            lines.add(hex(life.logId) + " " + (life.isOpen ? OPEN : life.nextOffset));
        }
        lines.add(hex(logId) + " " + end);
        file.write(lines);
    }

    private static String hex(long id) {
        return Long.toUnsignedString(id, 16);
    }

    /** Identity of the log there is; never 0. */
    public long logId() {
        return logId;
    }

    /** What a subscriber has lost that had everything of an earlier log before a position. */
    public List<LostRecords> lostSince(CapturePosition position) {
        List<LostRecords> lost = new ArrayList<>();
        for (Life life : earlier) {
            boolean isIts = life.logId == position.getLogId();
            if (isIts || !lost.isEmpty()) {
                lost.add(life.lostFrom(isIts ? position.getOffset() : 0));
            }
        }
        if (lost.isEmpty()) {
            // Of a log that nobody remembers.
            lost.add(new Life(position.getLogId(), 0, true).lostFrom(position.getOffset()));
        }
        return lost;
    }

    /** The log has ended in order: later lives know how far it went. */
    public void close(long nextOffset) throws IOException {
        write(Long.toString(nextOffset));
    }

    /**
     * @param nextOffset end of the log, where it is known
     * @param isOpen whether the log had no end in order
     */
    private record Life(long logId, long nextOffset, boolean isOpen) {
        LostRecords lostFrom(long offset) {
            return LostRecords.newBuilder()
                    .setLogId(logId)
                    .setFirstOffset(offset)
                    .setNextOffset(isOpen ? offset : Math.max(offset, nextOffset))
                    .setOpenEnded(isOpen)
                    .build();
        }
    }
}
