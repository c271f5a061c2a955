package io.forebay.shaping.prefetch;

import java.nio.ByteBuffer;

/**
 * What prefetching has brought a function so far: accuracy, exponentially weighted by outcomes, and
 * a balance of benefit. One thread.
 *
 * <p>The balance is kept in hits: a hit adds 1, a wasted block takes the waste cost, and every
 * block that is read adds a small allowance. It is bounded above, so that old success does not pay
 * for long failure. What may be at risk is bounded by what the balance could lose: so the net
 * benefit cannot fall far below zero, whatever the predictor claims.
 */
final class BenefitLedger {
    private static final double HALF_LIFE_OUTCOMES = 512;
    private static final double KEPT = StrictMath.pow(0.5, 1 / HALF_LIFE_OUTCOMES);

    /** Outcomes that the accuracy at the beginning, one half, weighs as much as. */
    private static final double START_WEIGHT = 16;

    private static final double START_BALANCE = 4;
    private static final double LARGEST_BALANCE = 256;

    /** Share of a hit that each block read grants. */
    private static final double ALLOWANCE = 0.004;

    private static final double LEAST_RISK = 1e-3;

    static final int SNAPSHOT_BYTES = 3 * Double.BYTES;

    private final double wasteCost;
    private double hits;
    private double outcomes;
    private double balance = START_BALANCE;

    BenefitLedger(double wasteCost) {
        this.wasteCost = wasteCost;
    }

    void onDemand(long blocks) {
        balance = Math.min(LARGEST_BALANCE, balance + ALLOWANCE * blocks);
    }

    void onHit() {
        age();
        hits++;
        balance = Math.min(LARGEST_BALANCE, balance + 1);
    }

    void onWaste() {
        age();
        balance = Math.max(0, balance - wasteCost);
    }

    /** A block counted as wasted was read after all. */
    void onLateHit() {
        hits = Math.min(outcomes, hits + 1);
        balance = Math.min(LARGEST_BALANCE, balance + 1 + wasteCost);
    }

    private void age() {
        hits *= KEPT;
        outcomes = outcomes * KEPT + 1;
    }

    /** Benefit of staging a block that is read with this probability, in hits. */
    double benefit(double probability) {
        return probability - (1 - probability) * wasteCost;
    }

    /** Share of staged blocks that are read, of late; one half where nothing is known. */
    double accuracy() {
        return (START_WEIGHT * 0.5 + hits) / (START_WEIGHT + outcomes);
    }

    /** Blocks that may be at risk at the same time. */
    double affordableBlocks() {
        return balance / (wasteCost * (1 - accuracy()) + LEAST_RISK);
    }

    void write(ByteBuffer out) {
        out.putDouble(hits).putDouble(outcomes).putDouble(balance);
    }

    void read(ByteBuffer in) {
        hits = in.getDouble();
        outcomes = in.getDouble();
        balance = in.getDouble();
    }
}
