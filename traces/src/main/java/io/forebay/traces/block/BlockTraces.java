package io.forebay.traces.block;

import io.forebay.traces.TraceReader;
import io.forebay.traces.input.DeadLetterWriter;
import io.forebay.traces.input.TraceInputStream;
import java.io.IOException;

/**
 * Opens block traces from a stream that is unpacked already. The readers give READ, WRITE, FLUSH
 * and DISCARD of byte ranges; closing one closes its stream.
 */
public final class BlockTraces {
    private BlockTraces() {}

    /** vscsi version 1, see {@code VscsiTraceReader} for the record. */
    public static TraceReader vscsi(
            TraceInputStream in, String deviceName, DeadLetterWriter deadLetters) {
        return new VscsiTraceReader(in, deviceName, deadLetters);
    }

    /** MSR Cambridge CSV. */
    public static TraceReader msr(
            TraceInputStream in, String deviceName, DeadLetterWriter deadLetters) {
        return text(in, new MsrFormat(), deviceName, deadLetters);
    }

    /** SYSTOR '17 CSV. */
    public static TraceReader systor(
            TraceInputStream in, String deviceName, DeadLetterWriter deadLetters) {
        return text(in, new SystorFormat(), deviceName, deadLetters);
    }

    /** MQSim and SSDsim ASCII. */
    public static TraceReader mqsim(
            TraceInputStream in, String deviceName, DeadLetterWriter deadLetters) {
        return text(in, new MqsimFormat(), deviceName, deadLetters);
    }

    /** DiskSim ASCII. */
    public static TraceReader disksim(
            TraceInputStream in, String deviceName, DeadLetterWriter deadLetters) {
        return text(in, new DisksimFormat(), deviceName, deadLetters);
    }

    /** Text of blkparse; its beginning is looked at here, to see whether it has queue actions. */
    public static TraceReader blkparse(
            TraceInputStream in, String deviceName, DeadLetterWriter deadLetters)
            throws IOException {
        byte[] head = in.peek(BlkparseActions.HEAD_BYTES);
        var format = new BlkparseFormat(BlkparseActions.requestAction(head));
        return text(in, format, deviceName, deadLetters);
    }

    private static TraceReader text(
            TraceInputStream in,
            LineFormat format,
            String deviceName,
            DeadLetterWriter deadLetters) {
        return new TextTraceReader(in, format, deviceName, deadLetters);
    }
}
