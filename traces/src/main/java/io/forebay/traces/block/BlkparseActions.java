package io.forebay.traces.block;

import io.forebay.traces.input.LineSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Decides which action of a blkparse text stands for its requests.
 *
 * <p>A request shows up as Q when it is queued and as D when it is issued to the driver, after
 * merging and sorting; counting both would count it twice. Q is what the guests asked for, so it is
 * taken, unless the beginning of the file has D and no Q, as traces recorded with a filter on
 * issues have.
 */
final class BlkparseActions {
    /** How much of a file is looked at: a thousand lines and more. */
    static final int HEAD_BYTES = 1 << 17;

    static final char QUEUED = 'Q';
    static final char ISSUED = 'D';

    private static final int FIELDS_BEFORE_ACTION = 5;

    private BlkparseActions() {}

    static char requestAction(byte[] head) throws IOException {
        var lines = new LineSource(new ByteArrayInputStream(head));
        LineFields fields = LineFields.separatedByBlanks();
        boolean hasIssued = false;
        while (lines.next()) {
            fields.reset(lines.buffer(), lines.start(), lines.end());
            for (int i = 0; i < FIELDS_BEFORE_ACTION; i++) {
                fields.text("before action");
            }
            fields.text("action");
            if (!fields.hasFailed() && fields.fieldLength() == 1) {
                byte action = fields.buffer()[fields.fieldStart()];
                if (action == QUEUED) {
                    return QUEUED;
                }
                hasIssued |= action == ISSUED;
            }
        }
        return hasIssued ? ISSUED : QUEUED;
    }
}
