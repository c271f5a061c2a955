package io.forebay.traces.synthetic;

import io.forebay.traces.synthetic.BlockGenerator.OperationMix;
import java.util.SplittableRandom;

/**
 * The functions that the workloads are made of, with the figures that make each what it is. Gaps
 * are microseconds inside a burst and milliseconds between, requests 4 to 256 KiB.
 */
final class SyntheticFunctions {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long MICROS = 1_000;
    private static final long MILLIS = 1_000_000;
    private static final long SECONDS = 1_000_000_000;
    private static final OperationMix READS = new OperationMix(1, 0);

    private SyntheticFunctions() {}

    /** Reads of 64 KiB in long runs, 400 a second. */
    static TrafficGenerator sequential(SplittableRandom random) {
        return new BlockGenerator(
                steady(2_500 * MICROS, 0.3, random),
                runs(0, 64 * GIB, 20_000, RequestSizes.fixed(64 * KIB), random),
                READS,
                random.split());
    }

    /** Reads of 4 KiB every 64 KiB, 500 a second. */
    static TrafficGenerator strided(SplittableRandom random) {
        var addresses =
                new StridedAddresses(
                        new StridedAddresses.Parameters(0, 8 * GIB, 64 * KIB, 4 * KIB));
        return new BlockGenerator(
                steady(2 * MILLIS, 0.2, random), addresses, READS, random.split());
    }

    /**
     * Three runs of different sizes in random turns, one request in four a write: every 60 ms 20 to
     * 40 requests, 40 microseconds apart.
     */
    static TrafficGenerator interleaved(SplittableRandom random) {
        var arrivals = new BurstArrivals.Parameters(60 * MILLIS, 0.2, 20, 40, 40 * MICROS);
        var addresses =
                new InterleavedAddresses(
                        random.split(),
                        runs(0, 16 * GIB, 4_000, RequestSizes.fixed(32 * KIB), random),
                        runs(16 * GIB, 16 * GIB, 2_000, RequestSizes.fixed(16 * KIB), random),
                        runs(32 * GIB, 16 * GIB, 500, RequestSizes.fixed(128 * KIB), random));
        return new BlockGenerator(
                new BurstArrivals(arrivals, random.split()),
                addresses,
                new OperationMix(0.75, 0),
                random.split());
    }

    /** A database's pages, few of them hot, one request in five a write; 500 a second. */
    static TrafficGenerator zipf(SplittableRandom random) {
        return new BlockGenerator(
                steady(2 * MILLIS, 1, random),
                pages(0, random),
                new OperationMix(0.8, 0),
                random.split());
    }

    /** The same, and every 40 s for 2 s a scan over random addresses, 1,500 reads a second. */
    static TrafficGenerator zipfWithScan(SplittableRandom random) {
        var scan = new ScanAnomaly.Parameters(40 * SECONDS, 2 * SECONDS, 667 * MICROS, 256 * GIB);
        return new ScanAnomaly(zipf(random), scan, random.split());
    }

    /** A backup: five times a second 128 to 224 reads of 128 KiB, 25 microseconds apart. */
    static TrafficGenerator longBursts(SplittableRandom random) {
        var arrivals = new BurstArrivals.Parameters(200 * MILLIS, 0.1, 128, 224, 25 * MICROS);
        return new BlockGenerator(
                new BurstArrivals(arrivals, random.split()),
                runs(0, 128 * GIB, 2_000, RequestSizes.fixed(128 * KIB), random),
                READS,
                random.split());
    }

    /** Fifty times a second 4 to 12 requests of 8 KiB or so, 15 microseconds apart. */
    static TrafficGenerator shortBursts(SplittableRandom random) {
        var arrivals = new BurstArrivals.Parameters(20 * MILLIS, 0.3, 4, 12, 15 * MICROS);
        var sizes = new RequestSizes(8 * KIB, 4 * KIB, 32 * KIB, 0.8);
        return new BlockGenerator(
                new BurstArrivals(arrivals, random.split()),
                runs(0, 4 * GIB, 24, sizes, random),
                new OperationMix(0.9, 0),
                random.split());
    }

    /** A log: about 200 ms of writes, a flush after every 16, then about 400 ms without. */
    static TrafficGenerator onOff(SplittableRandom random) {
        var arrivals = new OnOffArrivals.Parameters(200 * MILLIS, 400 * MILLIS, 600 * MICROS);
        var sizes = new RequestSizes(16 * KIB, 4 * KIB, 64 * KIB, 0.6);
        return new BlockGenerator(
                new OnOffArrivals(arrivals, random.split()),
                runs(0, 2 * GIB, 50_000, sizes, random),
                new OperationMix(0.05, 16),
                random.split());
    }

    /** Sequential, pages, strided: each for 15 s; 400 a second. */
    static TrafficGenerator phases(SplittableRandom random) {
        var strided =
                new StridedAddresses(
                        new StridedAddresses.Parameters(80 * GIB, 4 * GIB, 32 * KIB, 8 * KIB));
        var addresses =
                new PhasedAddresses(
                        15 * SECONDS,
                        runs(0, 32 * GIB, 5_000, RequestSizes.fixed(256 * KIB), random),
                        pages(64 * GIB, random),
                        strided);
        return new BlockGenerator(
                steady(2_500 * MICROS, 0.4, random),
                addresses,
                new OperationMix(0.85, 0),
                random.split());
    }

    /** A regular writer, 200 a second, that falls silent for 8 s after every 52 s. */
    static TrafficGenerator silence(SplittableRandom random) {
        var spells = new SilentSpells.Parameters(52 * SECONDS, 8 * SECONDS);
        return new BlockGenerator(
                new SilentSpells(steady(5 * MILLIS, 0.1, random), spells),
                runs(0, 8 * GIB, 10_000, RequestSizes.fixed(16 * KIB), random),
                new OperationMix(0, 0),
                random.split());
    }

    /** Four flows in trains of up to 24 full frames, about 800 frames a second. */
    static TrafficGenerator ethernet(SplittableRandom random) {
        return new EthernetFlows(
                new EthernetFlows.Parameters(4, 18 * MILLIS, 24, 12 * MICROS), random.split());
    }

    /** Memory reads with their completions and posted writes, about 700 packets a second. */
    static TrafficGenerator tlp(SplittableRandom random) {
        var arrivals = new BurstArrivals.Parameters(25 * MILLIS, 0.4, 4, 16, 2 * MICROS);
        return new TlpTransactions(
                new BurstArrivals(arrivals, random.split()), 0.6, random.split());
    }

    private static ArrivalTimes steady(long gapNanos, double jitter, SplittableRandom random) {
        return new SteadyArrivals(new SteadyArrivals.Parameters(gapNanos, jitter), random.split());
    }

    private static AddressPattern runs(
            long baseBytes,
            long spanBytes,
            long runLength,
            RequestSizes sizes,
            SplittableRandom random) {
        return new SequentialAddresses(
                new SequentialAddresses.Parameters(baseBytes, spanBytes, runLength, sizes),
                random.split());
    }

    private static AddressPattern pages(long baseBytes, SplittableRandom random) {
        var sizes = new RequestSizes(8 * KIB, 4 * KIB, 64 * KIB, 0.85);
        return new ZipfAddresses(
                new ZipfAddresses.Parameters(baseBytes, 16_384, MIB, 1.1, sizes), random.split());
    }
}
