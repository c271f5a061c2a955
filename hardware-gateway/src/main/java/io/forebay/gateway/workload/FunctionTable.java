package io.forebay.gateway.workload;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The functions of the device, in the table from their first element on. One writer, the engine's
 * thread, which alone may use the entries; {@link #ids} may be called by any thread.
 */
public final class FunctionTable {
    private final int maxFunctions;
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    public FunctionTable(int maxFunctions) {
        this.maxFunctions = maxFunctions;
    }

    /** The function's entry, made at its first element; null when the table is full. */
    Entry classify(String functionId) {
        Entry entry = entries.get(functionId);
        if (entry == null && entries.size() < maxFunctions) {
            entry = new Entry();
            entries.put(functionId, entry);
        }
        return entry;
    }

    /** Makes a function known before its first element. */
    public void declare(String functionId) {
        classify(functionId);
    }

    /** Elements captured of a function that is known, which may be none; -1 of another. */
    public long known(String functionId) {
        Entry entry = entries.get(functionId);
        return entry == null ? -1 : entry.captured;
    }

    /** Elements captured of a function; -1 when it has had none. */
    public long captured(String functionId) {
        Entry entry = entries.get(functionId);
        return entry == null || entry.captured == 0 ? -1 : entry.captured;
    }

    /** Ids of the functions, sorted. */
    public List<String> ids() {
        return entries.keySet().stream().sorted().toList();
    }

    /** What is kept of a function. */
    static final class Entry {
        /** Also the sequence of the next element. */
        private long captured;

        /** Takes the next sequence number. */
        long nextSequence() {
            return captured++;
        }
    }
}
