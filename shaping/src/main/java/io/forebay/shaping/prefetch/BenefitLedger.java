package io.forebay.shaping.prefetch;

import java.nio.ByteBuffer;

/**
 * What prefetching has brought a function so far: accuracy by kind of candidate and overall, both
 * exponentially weighted by outcomes, and a balance of benefit. One thread.
 *
 * <p>The balance is kept in hits: a hit adds 1, a wasted block takes the waste cost, and every
 * block that is read adds a small allowance for probing. It is bounded above, so that old success
 * does not pay for long failure. What may be issued is bounded by what the balance could lose: so
 * the net benefit can never fall far below zero, whatever the predictor claims.
 */
final class BenefitLedger {
    private static final double HALF_LIFE_OUTCOMES = 512;
    private static final double KEPT = StrictMath.pow(0.5, 1 / HALF_LIFE_OUTCOMES);

    /** Outcomes that the predictor's own claim weighs as much as. */
    private static final double CLAIM_WEIGHT = 16;

    private static final double START_BALANCE = 8;
    private static final double LARGEST_BALANCE = 64;

    /** Share of a hit that each block read grants for probing. */
    private static final double PROBE_ALLOWANCE = 0.004;

    static final int SNAPSHOT_BYTES = (3 + 2 * CandidateKind.KINDS) * Double.BYTES;

    private final double wasteCost;
    private final double[] kindHits = new double[CandidateKind.KINDS];
    private final double[] kindOutcomes = new double[CandidateKind.KINDS];
    private double hits;
    private double outcomes;
    private double balance = START_BALANCE;

    BenefitLedger(double wasteCost) {
        this.wasteCost = wasteCost;
    }

    void onDemand(long blocks) {
        balance = Math.min(LARGEST_BALANCE, balance + PROBE_ALLOWANCE * blocks);
    }

    void onHit(int kind) {
        age(kind);
        kindHits[kind]++;
        hits++;
        balance = Math.min(LARGEST_BALANCE, balance + 1);
    }

    void onWaste(int kind) {
        age(kind);
        balance = Math.max(0, balance - wasteCost);
    }

    /** A block counted as wasted was read after all. */
    void onLateHit(int kind) {
        kindHits[kind] = Math.min(kindOutcomes[kind], kindHits[kind] + 1);
        hits = Math.min(outcomes, hits + 1);
        balance = Math.min(LARGEST_BALANCE, balance + 1 + wasteCost);
    }

    private void age(int kind) {
        kindHits[kind] *= KEPT;
        kindOutcomes[kind] = kindOutcomes[kind] * KEPT + 1;
        hits *= KEPT;
        outcomes = outcomes * KEPT + 1;
    }

    /** The predictor's claim corrected by what became of its claims of the same kind. */
    double probability(int kind, double claimed) {
        return (CLAIM_WEIGHT * claimed + kindHits[kind]) / (CLAIM_WEIGHT + kindOutcomes[kind]);
    }

    /** Benefit of staging a block that is read with this probability, in hits. */
    double benefit(double probability) {
        return probability - (1 - probability) * wasteCost;
    }

    /** Share of staged blocks that are read, of late; one half where nothing is known. */
    double accuracy() {
        return (CLAIM_WEIGHT * 0.5 + hits) / (CLAIM_WEIGHT + outcomes);
    }

    /** Blocks that may be at risk at the same time. */
    double affordableBlocks() {
        return balance / (wasteCost * (1 - accuracy()) + 1e-3);
    }

    void write(ByteBuffer out) {
        out.putDouble(hits).putDouble(outcomes).putDouble(balance);
        for (int i = 0; i < CandidateKind.KINDS; i++) {
            out.putDouble(kindHits[i]).putDouble(kindOutcomes[i]);
        }
    }

    void read(ByteBuffer in) {
        hits = in.getDouble();
        outcomes = in.getDouble();
        balance = in.getDouble();
        for (int i = 0; i < CandidateKind.KINDS; i++) {
            kindHits[i] = in.getDouble();
            kindOutcomes[i] = in.getDouble();
        }
    }

    String debug() {
        var t =
                new StringBuilder(
                        String.format(
                                java.util.Locale.ROOT, "bal=%.1f acc=%.3f ", balance, accuracy()));
        for (int k = 0; k < CandidateKind.KINDS; k++) {
            if (kindOutcomes[k] > 20) {
                t.append(
                        String.format(
                                java.util.Locale.ROOT,
                                "%d/%d:%.2f(%.0f) ",
                                k / 8,
                                k % 8,
                                kindHits[k] / kindOutcomes[k],
                                kindOutcomes[k]));
            }
        }
        return t.toString();
    }
}
