package io.forebay.traces.block;

import io.forebay.schemas.Operation;

/**
 * Text that {@code blkparse} prints by default: {@code maj,min cpu seq seconds pid action rwbs
 * sector + sectors [process]}.
 *
 * <p>One action is a request: Q (queued), or D (issued to the driver) in traces without Q; see
 * {@link BlkparseActions}. Lines of other actions and the statistics that blkparse prints last are
 * skipped. The volume is {@code maj:min}.
 */
final class BlkparseFormat implements LineFormat {
    private static final int SECOND_DIGITS = 9;
    private static final int MAX_ACTION_LETTERS = 2;

    private final char requestAction;
    private final VolumeName name = new VolumeName();
    private boolean isInStatistics;

    /** Takes as requests the lines of this action. */
    BlkparseFormat(char requestAction) {
        this.requestAction = requestAction;
    }

    @Override
    public LineFields newFields() {
        return LineFields.separatedByBlanks();
    }

    @Override
    public Outcome parse(LineFields fields, VolumeTable volumes, BlockRequest request) {
        fields.text("device");
        if (isStatistics(fields)) {
            return Outcome.SKIP;
        }
        device(fields);
        fields.number("cpu");
        fields.number("sequence");
        request.timeNanos = fields.decimalNanos("time", SECOND_DIGITS);
        fields.number("pid");
        fields.text("action");
        if (fields.hasFailed()) {
            return Outcome.REQUEST;
        }
        if (!isAction(fields)) {
            fields.fail("action", "not an action of blkparse");
            return Outcome.REQUEST;
        }
        if (fields.fieldLength() != 1 || fields.buffer()[fields.fieldStart()] != requestAction) {
            return Outcome.SKIP;
        }
        request(fields, request);
        request.volume = name.find(volumes, fields, "device");
        return Outcome.REQUEST;
    }

    /** The statistics begin with the first CPU or with the total, and last until an event comes. */
    private boolean isStatistics(LineFields fields) {
        byte first = fields.buffer()[fields.fieldStart()];
        if (first >= '0' && first <= '9') {
            isInStatistics = false;
        } else if (fields.startsWith("CPU") || fields.isText("total")) {
            isInStatistics = true;
        }
        return isInStatistics;
    }

    private void device(LineFields fields) {
        int comma = -1;
        for (int i = fields.fieldStart(); i < fields.fieldEnd(); i++) {
            byte b = fields.buffer()[i];
            if (b == ',' && comma < 0) {
                comma = i;
            } else if (b < '0' || b > '9') {
                fields.fail("device", "not major,minor");
                return;
            }
        }
        if (comma <= fields.fieldStart() || comma == fields.fieldEnd() - 1) {
            fields.fail("device", "not major,minor");
        }
        name.clear();
        name.appendField(fields);
        name.replace(',', ':');
    }

    private static boolean isAction(LineFields fields) {
        if (fields.fieldLength() > MAX_ACTION_LETTERS) {
            return false;
        }
        for (int i = fields.fieldStart(); i < fields.fieldEnd(); i++) {
            if (!isLetter(fields.buffer()[i])) {
                return false;
            }
        }
        return true;
    }

    private static void request(LineFields fields, BlockRequest request) {
        fields.text("rwbs");
        boolean isFlush = fields.startsWith("F");
        request.operation = operation(fields);
        request.setSectors(fields, 0, 0);
        if (!fields.hasMore() || fields.peek() == '[') {
            // Without blocks a write that asks for a flush ahead of it is only the flush.
            request.operation = isFlush ? Operation.FLUSH : request.operation;
            return;
        }
        long sector = fields.number("first sector");
        fields.text("+");
        if (!fields.isText("+")) {
            fields.fail("+", "a field is missing");
        }
        long sectors = fields.number("size in sectors");
        request.setSectors(fields, sector, sectors);
    }

    /**
     * RWBS as the kernel writes it: F for a flush ahead of the request, then R, W, D (discard) or N
     * (no data), then F (force unit access), A (ahead), S (sync), M (metadata), B, E (erase).
     */
    private static Operation operation(LineFields fields) {
        byte[] buffer = fields.buffer();
        int i = fields.fieldStart();
        boolean isFlush = i < fields.fieldEnd() && buffer[i] == 'F';
        if (isFlush) {
            i++;
        }
        Operation operation = i < fields.fieldEnd() ? data(buffer[i], isFlush) : null;
        if (operation == null && isFlush && isModifiers(buffer, i, fields.fieldEnd())) {
            return Operation.FLUSH;
        }
        if (operation == null || !isModifiers(buffer, i + 1, fields.fieldEnd())) {
            fields.fail("rwbs", "not a read, write, discard or flush");
            return Operation.FLUSH;
        }
        return operation;
    }

    private static Operation data(byte letter, boolean isFlush) {
        return switch (letter) {
            case 'R' -> Operation.READ;
            case 'W' -> Operation.WRITE;
            case 'D' -> Operation.DISCARD;
            case 'N' -> isFlush ? Operation.FLUSH : null;
            default -> null;
        };
    }

    private static boolean isModifiers(byte[] buffer, int start, int end) {
        for (int i = start; i < end; i++) {
            if ("FASMBE".indexOf(buffer[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }
}
