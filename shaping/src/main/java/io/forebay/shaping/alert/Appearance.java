package io.forebay.shaping.alert;

import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Surprise;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What an incident of one function looks like: its deviating windows, held against the function's
 * usual one. Whether a window deviates is decided elsewhere. One thread.
 *
 * <p>In: windows to learn what is usual from, and those of an incident. Out: a {@link Signature}
 * and a sentence. State: running means of the usual window, sums of the incident.
 */
public final class Appearance {
    private final UsualTraffic usual = new UsualTraffic();
    private final IncidentFacts facts = new IncidentFacts();

    /** Learns from a window with elements, with a weight above 0, at most 1. */
    public void learn(PredictionError window, double weight) {
        usual.learn(window, weight);
    }

    /** Begins an incident with its first window, which is not yet counted. */
    public void begin(PredictionError window) {
        facts.start(window);
    }

    /** Counts a deviating window. */
    public void add(PredictionError window) {
        facts.add(window);
    }

    /**
     * Takes over what the detector named.
     *
     * @param feature the quantity, as {@code AnomalyAlert.feature} names it
     * @param observed the quantity where it was most improbable
     * @param expected the same as usual
     */
    public void attribute(Surprise surprise, String feature, double observed, double expected) {
        facts.surprise = surprise;
        facts.feature = feature;
        facts.observed = observed;
        facts.expected = expected;
    }

    /** Looks again; whether the incident has a more telling signature than before. */
    public boolean look() {
        Signature now = Signature.of(facts.deviation(usual));
        boolean isTellingMore = now.compareTo(facts.signature) < 0;
        if (isTellingMore) {
            facts.signature = now;
        }
        return isTellingMore;
    }

    /**
     * Looks a last time, at all of the incident: what a few windows looked like and the whole does
     * not is taken back, unless it was a stall or a scan.
     */
    public void conclude() {
        if (facts.signature != Signature.STALL && facts.signature != Signature.SCAN) {
            facts.signature = Signature.of(facts.deviation(usual));
        }
    }

    /** What the incident looks like so far. */
    public Signature signature() {
        return facts.signature;
    }

    /** The incident in one sentence for a person. */
    public String sentence(String functionId, boolean hasEnded) {
        return Sentences.ofFunction(functionId, facts, usual, hasEnded);
    }

    /** What is known of the incident; changes as it goes on. */
    IncidentFacts facts() {
        return facts;
    }

    void write(DataOutput out) throws IOException {
        usual.write(out);
        facts.write(out);
    }

    static Appearance read(DataInput in) throws IOException {
        var appearance = new Appearance();
        appearance.usual.read(in);
        appearance.facts.read(in);
        return appearance;
    }
}
