package io.forebay.shaping.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One feature at one scale: how large its values are among its own, how new they are, how long they
 * stay unusual, and how rare each of these is for this stream. One thread.
 */
final class StreamNovelty {
    private static final double CENTER_RATE = 1.0 / 200;

    /** Code lengths are told apart by a quarter of a bit. */
    private static final double BINS_PER_BIT = 4;

    /** No tail of code lengths is lighter than they are themselves: a bit for each bit. */
    private static final double LEAST_EXCESS_BITS = 1 / StrictMath.log(2);

    /** Values are told apart by a part of an octave. */
    private static final double BINS_PER_OCTAVE = 8;

    /** Values that hardly vary may still be a tenth larger now and then. */
    private static final double LEAST_EXCESS_OCTAVES = 0.15;

    /** Sums are told apart by two bits. */
    private static final double BINS_PER_SUM_BIT = 0.5;

    /** Bits of a value that add nothing to the sum of a run of unusual values. */
    private static final double SLACK_BITS = 4;

    /** What the bits of a run count: runs of natural traffic are less independent than windows. */
    private static final double RUN_SHARE = 0.75;

    private static final double LARGEST_SUM_BITS = 512;

    private final NoveltyModel model;
    private final ScoreTail newest = new ScoreTail(BINS_PER_BIT, LEAST_EXCESS_BITS);
    private final ScoreTail largest = new ScoreTail(BINS_PER_OCTAVE, LEAST_EXCESS_OCTAVES);
    private final ScoreTail longest = new ScoreTail(BINS_PER_SUM_BIT, LEAST_EXCESS_BITS);
    private final AlarmMemory memory = new AlarmMemory();
    private final boolean bothWays;
    private final int warmUpSamples;
    private long samples;
    private double value = Double.NaN;
    private double center;
    private double noveltyBits;
    private double sumBits;

    /**
     * @param warmUpSamples values that are only learned
     * @param modelled whether the course of the values is modelled, not only how large they get
     * @param bothWays whether values below the usual ones are judged, too
     */
    StreamNovelty(int warmUpSamples, boolean modelled, boolean bothWays) {
        this.warmUpSamples = warmUpSamples;
        model = modelled ? new NoveltyModel(warmUpSamples) : null;
        this.bothWays = bothWays;
    }

    /** Usual value. */
    double center() {
        return center;
    }

    AlarmMemory memory() {
        return memory;
    }

    /** How improbable the value is in this stream, in bits; 0 where it is not judged. */
    double score(double next) {
        value = next;
        noveltyBits = 0;
        if (!Double.isFinite(next)) {
            return 0;
        }
        double bits = scoreAlone(next);
        sumBits = Math.max(0, Math.min(LARGEST_SUM_BITS, sumBits + bits - SLACK_BITS));
        return Math.max(bits, RUN_SHARE * longest.bits(sumBits));
    }

    /** Regardless of the values just before. */
    private double scoreAlone(double next) {
        boolean above = next > center;
        double bits = above && samples >= warmUpSamples ? largest.bits(next) : 0;
        if (model == null) {
            return bits;
        }
        double novelty = model.score(next);
        if (above || bothWays) {
            noveltyBits = novelty;
            bits = Math.max(bits, newest.bits(novelty));
        }
        return bits;
    }

    /** Learns the value last scored, with a weight above 0, at most 1. */
    void learn(double weight) {
        if (!Double.isFinite(value)) {
            return;
        }
        samples++;
        double rate = Math.max(CENTER_RATE, 1.0 / samples);
        center += weight * rate * (value - center);
        memory.fade(Math.min((double) samples, NoveltyModel.OLDEST_SAMPLES));
        largest.add(value, weight);
        if (samples > warmUpSamples) {
            longest.add(sumBits, weight);
        }
        if (model != null) {
            if (model.isWarm()) {
                newest.add(noveltyBits, weight);
            }
            model.learn(weight);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(samples);
        out.writeDouble(center);
        out.writeDouble(sumBits);
        memory.write(out);
        largest.write(out);
        longest.write(out);
        if (model != null) {
            newest.write(out);
            model.write(out);
        }
    }

    void read(DataInput in) throws IOException {
        samples = in.readLong();
        center = in.readDouble();
        sumBits = in.readDouble();
        memory.read(in);
        largest.read(in);
        longest.read(in);
        if (model != null) {
            newest.read(in);
            model.read(in);
        }
    }
}
