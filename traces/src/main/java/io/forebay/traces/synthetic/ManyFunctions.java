package io.forebay.traces.synthetic;

import io.forebay.schemas.Functions;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Any number of functions, of the kinds of {@link SyntheticWorkloads#MIXED} in turn, spread over
 * devices, their clocks slowed down or sped up so that all of them together have a given rate.
 * Functions begin somewhere inside their traffic, not all at its beginning. Endless until it is
 * closed; the same for the same shape. One thread only.
 */
public final class ManyFunctions implements TraceReader {
    private static final String HOT_FUNCTION = "hot";
    private static final String HOT_KIND = "zipf";
    private static final double NANOS_PER_SECOND = 1e9;

    /** Of its own clock by which functions are apart in their traffic at most. */
    private static final long MOST_AHEAD_NANOS = 1_000_000_000;

    /** Of its own clock over which the rate of a kind is told. */
    private static final long RATE_SPAN_NANOS = 30_000_000_000L;

    /**
     * What the workload is like.
     *
     * @param functions number of them, without the hot one
     * @param devices they are spread over, at most as many
     * @param elementsPerSecond of all functions together on the workload's clock, above 0
     * @param hotShare of the traffic that one more function has, 0 for none, below 1
     * @param seed of all that is random
     */
    public record Shape(
            int functions, int devices, double elementsPerSecond, double hotShare, long seed) {
        public Shape {
            if (functions < 1 || devices < 1 || devices > functions) {
                throw new IllegalArgumentException(
                        "needs functions, and devices for them: functions="
                                + functions
                                + ", devices="
                                + devices);
            }
            if (!(elementsPerSecond > 0 && elementsPerSecond <= NANOS_PER_SECOND)) {
                throw new IllegalArgumentException(
                        "rate must be above 0, at most 1e9: elementsPerSecond="
                                + elementsPerSecond);
            }
            if (!(hotShare >= 0 && hotShare < 1)) {
                throw new IllegalArgumentException(
                        "share must be from 0 to below 1: hotShare=" + hotShare);
            }
        }
    }

    private static final class Stretched {
        private final FunctionSource source;
        private final int order;
        private final long startNanos;
        private final double stretch;
        private long nextNanos;

        Stretched(FunctionSource source, int order, long startNanos, double stretch) {
            this.source = source;
            this.order = order;
            this.startNanos = startNanos;
            this.stretch = stretch;
            source.skipTo(startNanos);
            advance();
        }

        private void advance() {
            nextNanos = (long) ((source.nextNanos() - startNanos) * stretch);
        }

        TrafficElement take() {
            TrafficElement element = source.take();
            element.setEventTimeNanos(nextNanos);
            advance();
            return element;
        }
    }

    private final PriorityQueue<Stretched> functions;
    private boolean isClosed;

    private ManyFunctions(List<Stretched> functions) {
        this.functions =
                new PriorityQueue<>(
                        functions.size(),
                        Comparator.<Stretched>comparingLong(function -> function.nextNanos)
                                .thenComparingInt(function -> function.order));
        this.functions.addAll(functions);
    }

    /** Opens the workload; its first element is at time 0 or soon after. */
    public static ManyFunctions open(Shape shape) {
        List<String> kinds = SyntheticWorkloads.mixedKinds();
        double naturalRate = 0;
        for (int kind = 0; kind < kinds.size(); kind++) {
            int members =
                    shape.functions() / kinds.size()
                            + (kind < shape.functions() % kinds.size() ? 1 : 0);
            naturalRate += members == 0 ? 0 : members * naturalRate(kinds.get(kind));
        }
        double stretch = naturalRate / (shape.elementsPerSecond() * (1 - shape.hotShare()));
        var random = new SplittableRandom(shape.seed());
        List<Stretched> functions = new ArrayList<>();
        for (int i = 0; i < shape.functions(); i++) {
            String kind = kinds.get(i % kinds.size());
            String name = String.format(Locale.ROOT, "%s-%05d", kind, i);
            functions.add(stretched(i, i % shape.devices(), kind, name, stretch, random));
        }
        if (shape.hotShare() > 0) {
            double hotStretch =
                    naturalRate(HOT_KIND) / (shape.elementsPerSecond() * shape.hotShare());
            functions.add(
                    stretched(shape.functions(), 0, HOT_KIND, HOT_FUNCTION, hotStretch, random));
        }
        return new ManyFunctions(functions);
    }

    private static Stretched stretched(
            int order,
            int device,
            String kind,
            String name,
            double stretch,
            SplittableRandom random) {
        String id = Functions.idOf(String.format(Locale.ROOT, "forebay%04d", device), name);
        long startNanos = random.nextLong(MOST_AHEAD_NANOS);
        return new Stretched(
                new FunctionSource(id, SyntheticWorkloads.mixedPart(kind, random.split())),
                order,
                startNanos,
                stretch);
    }

    /** Elements a second of a kind on its own clock. */
    private static double naturalRate(String kind) {
        TrafficGenerator generator =
                SyntheticWorkloads.mixedPart(kind, new SplittableRandom(RATE_SPAN_NANOS));
        var element = new GeneratedElement();
        long elements = 0;
        for (generator.next(element);
                element.timeNanos < RATE_SPAN_NANOS;
                generator.next(element)) {
            elements++;
        }
        return elements * NANOS_PER_SECOND / RATE_SPAN_NANOS;
    }

    @Override
    public TrafficElement next() {
        if (isClosed) {
            return null;
        }
        Stretched earliest = functions.remove();
        TrafficElement element = earliest.take();
        functions.add(earliest);
        return element;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
