package io.forebay.jobs.measure;

import io.forebay.jobs.cluster.KafkaBroker;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What threads of a cluster's processes are for, told by the beginning of their names, which Linux
 * cuts to 15 characters. Stateless.
 */
final class ThreadStages {
    private static final Map<String, String> BY_BEGINNING = new LinkedHashMap<>();

    static {
        BY_BEGINNING.put("Source: Capture", "read, decode, validate");
        BY_BEGINNING.put("Source Data Fet", "fetch from Kafka");
        BY_BEGINNING.put("Validation", "read, decode, validate");
        BY_BEGINNING.put("Circular buffer", "learn, decide");
        BY_BEGINNING.put("Allocation", "allocate");
        BY_BEGINNING.put("Anomaly", "watch for anomalies");
        BY_BEGINNING.put("Device", "watch for anomalies");
        BY_BEGINNING.put("Commands", "encode commands");
        BY_BEGINNING.put("Kafka ", "encode commands");
        BY_BEGINNING.put("OutputFlusher", "exchange between tasks");
        BY_BEGINNING.put("kafka-producer", "send to Kafka");
        BY_BEGINNING.put("Flink Netty", "exchange between tasks");
        BY_BEGINNING.put("C1 CompilerThre", "compile Java");
        BY_BEGINNING.put("C2 CompilerThre", "compile Java");
        BY_BEGINNING.put("G1 ", "collect garbage");
        BY_BEGINNING.put("GC Thread", "collect garbage");
        BY_BEGINNING.put("VM Thread", "collect garbage");
        BY_BEGINNING.put("rocksdb", "RocksDB in the background");
        BY_BEGINNING.put("AsyncOperations", "checkpoint in the background");
    }

    private ThreadStages() {}

    static String stageOf(String process, String threadName) {
        if (process.equals(KafkaBroker.NAME)) {
            return "broker";
        }
        if (process.equals("jobmanager")) {
            return "JobManager";
        }
        for (Map.Entry<String, String> entry : BY_BEGINNING.entrySet()) {
            if (threadName.startsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return "other";
    }
}
