package io.forebay.gateway.workload;

import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.DeadLetterReasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts dead letters by reason and keeps the first few. Thread safe. */
public final class DeadLetterLog implements Consumer<DeadLetter> {
    private static final int MAX_REASONS = 64;
    private static final String OTHER = "other reasons";

    private final int maxSamples;
    private final List<DeadLetter> samples = new ArrayList<>();
    private final Map<String, Long> countByReason = new TreeMap<>();
    private long count;

    /**
     * @param maxSamples dead letters kept
     */
    public DeadLetterLog(int maxSamples) {
        this.maxSamples = maxSamples;
    }

    @Override
    public synchronized void accept(DeadLetter letter) {
        count++;
        if (samples.size() < maxSamples) {
            samples.add(letter);
        }
        String group = DeadLetterReasons.groupOf(letter.getReason());
        boolean isKnown = countByReason.containsKey(group) || countByReason.size() < MAX_REASONS;
        countByReason.merge(isKnown ? group : OTHER, 1L, Long::sum);
    }

    /** Dead letters so far. */
    public synchronized long count() {
        return count;
    }

    /** Dead letters by reason, sorted by it. */
    public synchronized Map<String, Long> countByReason() {
        return new TreeMap<>(countByReason);
    }

    /** The first dead letters. */
    public synchronized List<DeadLetter> samples() {
        return List.copyOf(samples);
    }
}
