package io.forebay.evaluation.anomaly.nab;

import java.util.List;

/**
 * One file of the benchmark.
 *
 * @param name group and file, such as {@code realTraffic/speed_6005.csv}
 * @param timestamps as they are written in the file
 * @param values as they are written in the file
 */
record NabSeries(String name, List<String> timestamps, List<String> values) {
    private static final double PROBATION_SHARE = 0.15;
    private static final int MOST_PROBATION_ROWS = 750;

    NabSeries {
        timestamps = List.copyOf(timestamps);
        values = List.copyOf(values);
        if (timestamps.size() != values.size()) {
            throw new IllegalArgumentException(
                    "a value is needed for each time: times="
                            + timestamps.size()
                            + ", values="
                            + values.size());
        }
    }

    int rows() {
        return values.size();
    }

    double value(int row) {
        return Double.parseDouble(values.get(row));
    }

    /** Rows at the beginning that are not judged. */
    int probationRows() {
        return (int) Math.min(Math.floor(PROBATION_SHARE * rows()), MOST_PROBATION_ROWS);
    }

    /** The folder the file is in. */
    String group() {
        return name.substring(0, name.indexOf('/'));
    }

    String file() {
        return name.substring(name.indexOf('/') + 1);
    }
}
