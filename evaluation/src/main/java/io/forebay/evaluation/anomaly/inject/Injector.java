package io.forebay.evaluation.anomaly.inject;

import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Puts anomalies of one shape into the second half of a trace: apart from each other, at times and
 * functions that a seed chooses. The trace itself is not changed. One thread.
 */
final class Injector {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long LENGTH_NANOS = 3 * NANOS_PER_SECOND;

    /** Anomalies are this far apart at least. */
    private static final long APART_NANOS = 15 * NANOS_PER_SECOND;

    /** Times the busiest second of the first half. */
    private static final double MORE = 3;

    private static final double LEAST_PER_SECOND = 200;
    private static final long SIZE_FACTOR = 16;

    /** Times the longest element of the first half, at least. */
    private static final long LONGER = 3;

    /** An anomaly acts on so many elements, or it is none. */
    private static final int FEWEST_ELEMENTS = 5;

    /** So many operations make a mix. */
    private static final int FEWEST_OPERATIONS = 20;

    /** Places that are tried before an anomaly is given up. */
    private static final int PLACES = 50;

    private static final long SCAN_BYTES = 64 << 10;
    private static final long SCAN_STRIDE_BYTES = 4 << 20;
    private static final int FRAME_BYTES = 64;
    private static final int MEMORY_READ_BYTES = 64;
    private static final long MEMORY_STRIDE_BYTES = 1 << 20;

    private final List<TrafficElement> elements;
    private final TrafficProfile profile;
    private final int most;

    /**
     * Takes a trace.
     *
     * @param elements in the order of time
     * @param most anomalies of one shape at most
     */
    Injector(List<TrafficElement> elements, TrafficProfile profile, int most) {
        this.elements = elements;
        this.profile = profile;
        this.most = most;
    }

    static boolean hasDirection(TrafficElement element) {
        return element.getOperation() == Operation.READ
                || element.getOperation() == Operation.WRITE;
    }

    /**
     * The trace with one anomaly of a shape, once for each place. An anomaly that comes again is
     * not news, so each is met by a detector that has not seen another.
     */
    List<InjectedTrace> injectEach(AnomalyShape shape, long seed) {
        var random = new SplittableRandom(seed);
        return inject(shape, seed).injections().stream()
                .map(
                        injection ->
                                new InjectedTrace(
                                        apply(List.of(injection), random.split()),
                                        List.of(injection)))
                .toList();
    }

    /** The trace with anomalies of a shape; none where the functions cannot show it. */
    InjectedTrace inject(AnomalyShape shape, long seed) {
        if (shape == AnomalyShape.SLOW_DRIFT) {
            return drift();
        }
        var random = new SplittableRandom(seed * 31 + shape.title().hashCode());
        List<TrafficProfile.Usual> able =
                profile.functions().values().stream()
                        .filter(usual -> canShow(shape, usual))
                        .toList();
        var injections = new ArrayList<Injection>();
        long longest =
                able.stream()
                        .mapToLong(usual -> lengthNanos(shape, usual, profile.middleNanos()))
                        .max()
                        .orElse(1);
        long room = profile.endNanos() - profile.middleNanos();
        int count = (int) Math.min(most, room / (longest + APART_NANOS));
        for (int i = 0; i < count && !able.isEmpty(); i++) {
            long slot = room / count;
            Injection injection = null;
            for (int place = 0; place < PLACES && injection == null; place++) {
                long from =
                        profile.middleNanos()
                                + i * slot
                                + random.nextLong(Math.max(1, slot - longest - APART_NANOS / 2));
                TrafficProfile.Usual usual = able.get(random.nextInt(able.size()));
                long span = lengthNanos(shape, usual, from);
                boolean isFree = !usual.stallsWithin(from - span, from + 2 * span);
                injection = isFree ? place(shape, usual, from, span) : null;
            }
            if (injection != null) {
                injections.add(injection);
            }
        }
        return new InjectedTrace(apply(injections, random), List.copyOf(injections));
    }

    private static long lengthNanos(
            AnomalyShape shape, TrafficProfile.Usual usual, long fromNanos) {
        return shape == AnomalyShape.STALL ? usual.stallNanos(fromNanos) : LENGTH_NANOS;
    }

    private static boolean canShow(AnomalyShape shape, TrafficProfile.Usual usual) {
        return switch (shape) {
            case STALL -> usual.isRegular();
            case OPERATION_FLIP -> usual.hasDirection();
            default -> true;
        };
    }

    /**
     * From the function's first element at or after a time; null where what it does there would be
     * nothing unusual.
     */
    private Injection place(
            AnomalyShape shape, TrafficProfile.Usual usual, long fromNanos, long lengthNanos) {
        if (shape == AnomalyShape.SCAN || shape == AnomalyShape.BURST) {
            return new Injection(shape, usual.functionId(), fromNanos, fromNanos + lengthNanos);
        }
        boolean isFlip = shape == AnomalyShape.OPERATION_FLIP;
        int fewest = isFlip ? FEWEST_OPERATIONS : FEWEST_ELEMENTS;
        int affected = 0;
        int unusual = 0;
        long start = 0;
        for (int i = firstAt(fromNanos); i < elements.size(); i++) {
            TrafficElement element = elements.get(i);
            long time = element.getEventTimeNanos();
            if (time >= (affected == 0 ? fromNanos : start) + lengthNanos) {
                break;
            }
            boolean isAffected = !isFlip || hasDirection(element);
            if (isAffected && element.getFunctionId().equals(usual.functionId())) {
                start = affected == 0 ? time : start;
                affected++;
                boolean isKnown = isFlip && usual.requests().has(element, otherDirection(element));
                unusual += isKnown ? 0 : 1;
            }
        }
        boolean isUnusual = affected >= fewest && 2 * unusual >= affected;
        return isUnusual
                ? new Injection(shape, usual.functionId(), start, start + lengthNanos)
                : null;
    }

    private int firstAt(long timeNanos) {
        int low = 0;
        int high = elements.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (elements.get(middle).getEventTimeNanos() < timeNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private List<TrafficElement> apply(List<Injection> injections, SplittableRandom random) {
        var changed = new ArrayList<TrafficElement>(elements.size());
        for (TrafficElement element : elements) {
            Injection injection = covering(injections, element);
            TrafficElement replaced = injection == null ? element : change(element, injection);
            if (replaced != null) {
                changed.add(replaced);
            }
        }
        for (Injection injection : injections) {
            if (injection.shape() == AnomalyShape.SCAN) {
                addScan(injection, random, changed);
            } else if (injection.shape() == AnomalyShape.BURST) {
                addBurst(injection, random, changed);
            }
        }
        // Stable: what comes at the same time stays in its order.
        changed.sort(Comparator.comparingLong(TrafficElement::getEventTimeNanos));
        return changed;
    }

    private static Injection covering(List<Injection> injections, TrafficElement element) {
        for (Injection injection : injections) {
            if (injection.covers(element.getFunctionId(), element.getEventTimeNanos())) {
                return injection;
            }
        }
        return null;
    }

    private TrafficElement change(TrafficElement element, Injection injection) {
        return switch (injection.shape()) {
            case STALL -> null;
            case SIZE_SHIFT -> resized(element);
            case OPERATION_FLIP -> flipped(element);
            default -> element;
        };
    }

    private TrafficElement resized(TrafficElement element) {
        long longest = profile.functions().get(element.getFunctionId()).longestBytes();
        TrafficElement copy = copyOf(element);
        copy.setLengthBytes(Math.max(LONGER * longest, SIZE_FACTOR * element.getLengthBytes()));
        return copy;
    }

    private static TrafficElement flipped(TrafficElement element) {
        if (!hasDirection(element)) {
            return element;
        }
        TrafficElement copy = copyOf(element);
        copy.setOperation(otherDirection(element));
        return copy;
    }

    private static Operation otherDirection(TrafficElement element) {
        return element.getOperation() == Operation.READ ? Operation.WRITE : Operation.READ;
    }

    private static TrafficElement copyOf(TrafficElement element) {
        return new TrafficElement(
                element.getFunctionId(),
                element.getSequence(),
                element.getEventTimeNanos(),
                element.getKind(),
                element.getOperation(),
                element.getAddress(),
                element.getLengthBytes(),
                element.getOrderingDomain(),
                element.getCorrelationId(),
                element.getTrafficClass(),
                element.getRelaxedOrdering());
    }

    private long count(Injection injection) {
        TrafficProfile.Usual usual = profile.functions().get(injection.functionId());
        double perSecond = Math.max(LEAST_PER_SECOND, MORE * usual.perSecond());
        double seconds =
                (injection.endNanos() - injection.startNanos()) / (double) NANOS_PER_SECOND;
        return (long) (perSecond * seconds);
    }

    private void addScan(Injection injection, SplittableRandom random, List<TrafficElement> out) {
        TrafficProfile.Usual usual = profile.functions().get(injection.functionId());
        long count = count(injection);
        long length = injection.endNanos() - injection.startNanos();
        long address = usual.highestAddress() + SCAN_STRIDE_BYTES & -4096L;
        for (long i = 0; i < count; i++) {
            TrafficElement element = copyOf(usual.elements().get(0));
            element.setEventTimeNanos(injection.startNanos() + i * length / count);
            switch (usual.kind()) {
                case ETHERNET -> {
                    element.setOperation(Operation.FRAME);
                    element.setAddress(random.nextLong(1L << 62));
                    element.setLengthBytes(FRAME_BYTES);
                }
                case TLP -> {
                    element.setOperation(Operation.READ);
                    element.setAddress(address + i * MEMORY_STRIDE_BYTES);
                    element.setLengthBytes(MEMORY_READ_BYTES);
                }
                default -> {
                    element.setOperation(Operation.READ);
                    element.setAddress(address + i * SCAN_STRIDE_BYTES);
                    element.setLengthBytes(SCAN_BYTES);
                }
            }
            out.add(element);
        }
    }

    private void addBurst(Injection injection, SplittableRandom random, List<TrafficElement> out) {
        List<TrafficElement> past = profile.functions().get(injection.functionId()).elements();
        long count = count(injection);
        long length = injection.endNanos() - injection.startNanos();
        int first = random.nextInt(past.size());
        for (long i = 0; i < count; i++) {
            TrafficElement element = copyOf(past.get((int) ((first + i) % past.size())));
            element.setEventTimeNanos(injection.startNanos() + i * length / count);
            out.add(element);
        }
    }

    /** The second half of every function's traffic, ever faster; cut where the fastest ends. */
    private InjectedTrace drift() {
        var changed = new ArrayList<TrafficElement>(elements.size());
        for (TrafficElement element : elements) {
            TrafficElement moved = element;
            if (element.getEventTimeNanos() > profile.middleNanos()) {
                moved = copyOf(element);
                moved.setEventTimeNanos(drifted(element.getEventTimeNanos()));
            }
            changed.add(moved);
        }
        return new InjectedTrace(changed, List.of());
    }

    /** When something happens in the trace that gets ever faster. */
    long drifted(long timeNanos) {
        double room = (double) profile.endNanos() - profile.middleNanos();
        double later = (double) timeNanos - profile.middleNanos();
        return later <= 0
                ? timeNanos
                : profile.middleNanos() + (long) (room * (Math.sqrt(1 + 2 * later / room) - 1));
    }
}
