package io.forebay.operators.buffer;

import io.forebay.predictor.DemandEstimate;
import java.io.IOException;
import java.util.ArrayList;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The open demand windows of one function, and how far its model has been told of windows that
 * ended. One thread.
 */
final class DemandWindows {
    /*
     * The element that moves the watermark past a window's end is processed before that window's
     * timer fires. So the model is told of the end when the first element of a later window comes,
     * and what it then forecasts waits in the window's totals for the timer. That makes the model
     * independent of when watermarks arrive. Silent windows in between are told as well, but never
     * more than the limit in a row, whatever the gap.
     */
    private final int silentLimit;
    private final ArrayList<WindowTotals> open = new ArrayList<>(2);
    private final DemandEstimate estimate = new DemandEstimate();
    private boolean started;
    private long modelWindow;
    private int modelSilence;
    private int reportedSilence;

    /**
     * Starts without a window.
     *
     * @param silentLimit windows without elements that are reported in a row
     */
    DemandWindows(int silentLimit) {
        this.silentLimit = silentLimit;
    }

    /** The totals of a window, or null when nothing came for it. */
    WindowTotals find(long index) {
        for (int i = open.size() - 1; i >= 0; i--) {
            WindowTotals totals = open.get(i);
            if (totals.index == index) {
                return totals;
            }
        }
        return null;
    }

    WindowTotals add(long index) {
        var totals = new WindowTotals(index);
        open.add(totals);
        return totals;
    }

    /** Takes a window that ended; empty totals when nothing came for it. */
    WindowTotals remove(long index) {
        WindowTotals totals = find(index);
        if (totals == null) {
            return new WindowTotals(index);
        }
        open.remove(totals);
        return totals;
    }

    int openCount() {
        return open.size();
    }

    /** Counts a window that is reported: how many silent ones in a row, with this one. */
    int report(WindowTotals totals) {
        reportedSilence =
                totals.elementCount > 0 ? 0 : Math.min(silentLimit + 1, reportedSilence + 1);
        return reportedSilence;
    }

    /** Whether the window after the last reported one is to be reported even if it is silent. */
    boolean awaitsSilence() {
        return reportedSilence < silentLimit;
    }

    /** Tells the predictor of every window that ended before this one. */
    void advanceTo(long index, TrafficPredictor predictor) {
        if (!started) {
            started = true;
            modelWindow = index;
        }
        while (modelWindow < index) {
            WindowTotals totals = find(modelWindow);
            if (totals != null && totals.elementCount > 0) {
                modelSilence = 0;
                predictor.closeWindow(estimate);
                totals.setForecast(estimate);
            } else if (modelSilence < silentLimit) {
                modelSilence++;
                predictor.closeWindow(estimate);
            } else {
                // No window with elements lies before the one that is now reached.
                modelWindow = index - 1;
            }
            modelWindow++;
        }
    }

    /**
     * The forecast for a window whose elements all came out of order, after the model had left it:
     * the newest there is.
     */
    void setNewestForecast(WindowTotals totals) {
        totals.setForecast(estimate);
    }

    void write(DataOutputSerializer out) throws IOException {
        out.writeBoolean(started);
        out.writeLong(modelWindow);
        out.writeInt(modelSilence);
        out.writeInt(reportedSilence);
        out.writeDouble(estimate.expectedCount);
        out.writeDouble(estimate.expectedBytes);
        out.writeDouble(estimate.bytesQuantile90);
        out.writeInt(open.size());
        for (WindowTotals totals : open) {
            totals.write(out);
        }
    }

    static DemandWindows read(int silentLimit, DataInputDeserializer in) throws IOException {
        var windows = new DemandWindows(silentLimit);
        windows.started = in.readBoolean();
        windows.modelWindow = in.readLong();
        windows.modelSilence = in.readInt();
        windows.reportedSilence = in.readInt();
        windows.estimate.expectedCount = in.readDouble();
        windows.estimate.expectedBytes = in.readDouble();
        windows.estimate.bytesQuantile90 = in.readDouble();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            windows.open.add(WindowTotals.read(in));
        }
        return windows;
    }
}
