package io.forebay.benchmarks;

import io.forebay.shaping.allocation.AllocationPolicy;
import io.forebay.shaping.allocation.CommonTail;
import io.forebay.shaping.allocation.DemandNeed;
import io.forebay.shaping.allocation.SharedPool;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Cost of sharing a budget out among the functions of a device, of learning a window of one
 * function, and of letting an element in: is a thousand functions below a millisecond?
 */
public class AllocationBenchmark extends BenchmarkBase {
    private static final long SEED = 42;
    private static final long BUDGET_BYTES = 1L << 30;
    private static final long FLOOR_BYTES = 1 << 16;
    private static final int WINDOWS = 200;
    private static final int ELEMENT_BYTES = 4096;

    @Param({"23", "1000"})
    int functions;

    private final CommonTail commonTail = new CommonTail();
    private final AllocationPolicy policy = new AllocationPolicy(FLOOR_BYTES, 0);
    private final SharedPool pool = new SharedPool(BUDGET_BYTES);
    private DemandNeed[] needs;
    private double[] needBytes;
    private double[] windowBytes;
    private long[] previousBytes;
    private long[] shareBytes;
    private int window;
    private int element;

    @Setup
    public void learn() {
        var random = new SplittableRandom(SEED);
        needs = new DemandNeed[functions];
        needBytes = new double[functions];
        previousBytes = new long[functions];
        shareBytes = new long[functions];
        windowBytes = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            windowBytes[i] = StrictMath.scalb(random.nextDouble(), 10 + random.nextInt(14));
        }
        for (int f = 0; f < functions; f++) {
            pool.addFunction();
            needs[f] = new DemandNeed();
            for (int i = 0; i < WINDOWS; i++) {
                double bytes = windowBytes[(i + 7 * f) % WINDOWS];
                needs[f].onWindow(bytes, bytes);
            }
        }
    }

    /** All shares of a window. */
    @Benchmark
    public long[] allocate() {
        commonTail.solve(BUDGET_BYTES, FLOOR_BYTES, functions, needs, needBytes);
        policy.allocate(BUDGET_BYTES, functions, needBytes, previousBytes, shareBytes);
        return shareBytes;
    }

    /** A window of one function. */
    @Benchmark
    public DemandNeed learnWindow() {
        window++;
        DemandNeed need = needs[window % functions];
        double bytes = windowBytes[window % WINDOWS];
        need.onWindow(bytes, bytes);
        return need;
    }

    /** An element comes and goes. */
    @Benchmark
    public boolean admit() {
        int function = element++ % functions;
        boolean isAdmitted = pool.admits(function, ELEMENT_BYTES);
        if (isAdmitted) {
            pool.take(function, ELEMENT_BYTES);
            pool.release(function, ELEMENT_BYTES);
        }
        return isAdmitted;
    }
}
