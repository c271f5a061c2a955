package io.forebay.connectors.gateway.source.reader;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/** Counters of one reader. */
final class CaptureMetrics {
    final Counter records;
    final Counter gaps;
    final Counter missingRecords;
    final Counter repeatedRecords;
    final Counter malformedRecords;
    final Counter reconnects;
    final Counter restarts;

    CaptureMetrics(SourceReaderMetricGroup group) {
        records = group.counter("captureRecords");
        gaps = group.counter("captureGaps");
        missingRecords = group.counter("captureRecordsMissing");
        repeatedRecords = group.counter("captureRecordsRepeated");
        malformedRecords = group.counter("captureRecordsMalformed");
        reconnects = group.counter("captureReconnects");
        restarts = group.counter("captureRestarts");
    }
}
