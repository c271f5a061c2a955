package io.forebay.evaluation.anomaly.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.evaluation.replay.RequestTrace;
import io.forebay.schemas.AlertKind;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PredictionError;
import io.forebay.schemas.Surprise;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.WindowGrid;
import io.forebay.shaping.alert.Appearance;
import io.forebay.shaping.alert.Signature;
import io.forebay.traces.TraceFormat;
import io.forebay.traces.TraceReader;
import io.forebay.traces.synthetic.SyntheticWorkloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each injected shape looks like in real traffic: the windows of the injection, held against
 * those before it, whether a detector would have raised an alert or not.
 */
class KindsTest {
    private static final WindowGrid GRID = new WindowGrid(100);
    private static final String DISKS = "block/mqsim-wsrch-small.trace.gz";
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final String SYNTHETIC = "synthetic";
    private static final long SYNTHETIC_SECONDS = 50;
    private static final long SEED = 1;

    private static final Map<AnomalyShape, Signature> EXPECTED =
            Map.of(
                    AnomalyShape.SCAN, Signature.SCAN,
                    AnomalyShape.BURST, Signature.BURST,
                    AnomalyShape.STALL, Signature.STALL,
                    AnomalyShape.SIZE_SHIFT, Signature.SIZE_SHIFT,
                    AnomalyShape.LATENCY_RISE, Signature.SLOW_RESPONSES,
                    AnomalyShape.OPERATION_FLIP, Signature.OPERATION_MIX);

    private static final Map<String, List<TrafficElement>> TRACES = new HashMap<>();

    @AfterAll
    static void forget() {
        TRACES.clear();
    }

    @ParameterizedTest
    @CsvSource({
        // trace, format, anomalies of a shape, shapes at least, not to be told
        "block/msr-ssdmodel-postmark-aligned2.trace.gz, disksim, 2, 5, ''",
        DISKS + ", mqsim, 1, 5, ''",
        // Half of the requests of this disk write, by turns: flipped, they change places.
        "block/cloudPhysicsIO.vscsi.gz, vscsi, 1, 5, ''",
        // Frames do not say which way they go, and those of this capture come at odd times.
        "ethernet/ndpi_alexa-app.pcapng, pcap, 2, 3, ''",
        // Recorded packets of PCI Express have no times: a synthetic workload stands in. It reads
        // and writes by turns, a third reads before and a quarter after they are flipped.
        "tlp, synthetic, 1, 4, OPERATION_FLIP"
    })
    void shouldNameEachShapeInItsTraffic(
            String trace, String format, int anomalies, int shapes, String notTold)
            throws IOException {
        List<TrafficElement> elements = elementsOf(trace, format);
        var injector = new Injector(elements, TrafficProfile.of(elements, GRID), anomalies);
        var told = new ArrayList<String>();
        var expected = new ArrayList<String>();
        var shown = new TreeSet<AnomalyShape>();
        for (AnomalyShape shape : new TreeSet<>(EXPECTED.keySet())) {
            if (shape.name().equals(notTold)) {
                continue;
            }
            for (InjectedTrace one : injector.injectEach(shape, SEED)) {
                Injection injection = one.injections().get(0);
                if (shape == AnomalyShape.OPERATION_FLIP && elementsOf(one) < 10) {
                    continue; // A few requests are no mix.
                }
                String where = shape.title() + " at " + injection.startNanos() + " ns: ";
                Surprise named = shape == AnomalyShape.STALL ? Surprise.SILENCE : Surprise.UNKNOWN;
                told.add(where + appearance(one, named).signature());
                expected.add(where + EXPECTED.get(shape));
                shown.add(shape);
            }
        }
        assertThat(told).isEqualTo(expected);
        assertThat(shown).hasSizeGreaterThanOrEqualTo(shapes);
    }

    @Test
    void shouldNameSustainedReadsWhenAFunctionIsReadOutForLong() throws IOException {
        List<TrafficElement> elements = elementsOf(DISKS, "mqsim");
        Injection where = whereFor(elements, 12);
        List<TrafficElement> own =
                TrafficProfile.of(elements, GRID).functions().get(where.functionId()).elements();
        List<Long> places =
                own.stream().map(TrafficElement::getAddress).sorted().distinct().toList();
        var changed = new ArrayList<>(elements);
        // All that it has, from the first address to the last, 64 KiB each 5 ms.
        for (long i = 0; i < 12 * 200; i++) {
            long address = places.get((int) (i * places.size() / (12 * 200)));
            changed.add(readOf(where.functionId(), where.startNanos() + i * 5_000_000, address));
        }
        changed.sort(Comparator.comparingLong(TrafficElement::getEventTimeNanos));

        Appearance appearance =
                appearance(new InjectedTrace(changed, List.of(where)), Surprise.UNKNOWN);

        assertThat(appearance.signature()).isEqualTo(Signature.SUSTAINED_READS);
        assertThat(appearance.sentence("disk", true))
                .contains("times its usual volume", "in all: looks like data being copied out");
    }

    @Test
    void shouldNameSlowdownWhenMostRequestsStayAway() throws IOException {
        List<TrafficElement> elements = elementsOf(DISKS, "mqsim");
        Injection where = whereFor(elements, 5);
        var kept = new ArrayList<TrafficElement>();
        int affected = 0;
        for (TrafficElement element : elements) {
            boolean isCovered = where.covers(element.getFunctionId(), element.getEventTimeNanos());
            if (!isCovered || affected++ % 4 == 0) {
                kept.add(element);
            }
        }

        Appearance appearance =
                appearance(new InjectedTrace(kept, List.of(where)), Surprise.VOLUME);

        assertThat(appearance.signature()).isEqualTo(Signature.SLOWDOWN);
    }

    private static TrafficElement readOf(String functionId, long timeNanos, long address) {
        return TrafficElement.newBuilder()
                .setFunctionId(functionId)
                .setSequence(0)
                .setEventTimeNanos(timeNanos)
                .setKind(ElementKind.BLOCK)
                .setOperation(Operation.READ)
                .setAddress(address)
                .setLengthBytes(64 << 10)
                .setOrderingDomain(0)
                .setCorrelationId(0)
                .build();
    }

    /** In the second half of a trace, on its first function. */
    private static Injection whereFor(List<TrafficElement> elements, long seconds) {
        TrafficProfile profile = TrafficProfile.of(elements, GRID);
        long startNanos = profile.middleNanos() + 5 * NANOS_PER_SECOND;
        String function = new TreeSet<>(profile.functions().keySet()).first();
        return new Injection(
                AnomalyShape.BURST, function, startNanos, startNanos + seconds * NANOS_PER_SECOND);
    }

    /** After the last window of the anomaly, each looked at as it came. */
    private static Appearance appearance(InjectedTrace trace, Surprise named) {
        Injection injection = trace.injections().get(0);
        var appearance = new Appearance();
        var kinds = new TreeSet<AlertKind>();
        boolean hasBegun = false;
        for (PredictionError window : windowsUntilEnd(trace)) {
            if (window.getWindowEndNanos() <= injection.startNanos()) {
                if (window.getElementCount() > 0) {
                    appearance.learn(window, 1);
                }
            } else if (window.getWindowStartNanos() >= injection.startNanos()
                    && window.getWindowEndNanos() <= injection.endNanos()) {
                if (!hasBegun) {
                    appearance.begin(window);
                    appearance.attribute(named, "", 0, 0);
                    hasBegun = true;
                }
                appearance.add(window);
                if (appearance.look()) {
                    kinds.add(appearance.signature().kind());
                }
            }
        }
        appearance.conclude();
        boolean isSecurity = appearance.signature().kind() == AlertKind.SECURITY;
        assertThat(kinds.contains(AlertKind.SECURITY))
                .as("security in %s at %s", kinds, injection)
                .isEqualTo(isSecurity);
        assertThat(hasBegun).as("windows in %s", injection).isTrue();
        return appearance;
    }

    /** What comes later than the first element after it changes nothing: windows are causal. */
    private static List<PredictionError> windowsUntilEnd(InjectedTrace trace) {
        Injection injection = trace.injections().get(0);
        var elements = new ArrayList<TrafficElement>();
        for (TrafficElement element : trace.elements()) {
            elements.add(element);
            if (element.getEventTimeNanos() >= injection.endNanos() + GRID.windowNanos()) {
                break;
            }
        }
        return WindowReplay.windows(new InjectedTrace(elements, trace.injections()), GRID)
                .get(injection.functionId());
    }

    private static long elementsOf(InjectedTrace trace) {
        Injection injection = trace.injections().get(0);
        return trace.elements().stream()
                .filter(
                        element ->
                                injection.covers(
                                        element.getFunctionId(), element.getEventTimeNanos()))
                .count();
    }

    private static List<TrafficElement> elementsOf(String trace, String format) throws IOException {
        List<TrafficElement> known = TRACES.get(trace);
        if (known == null) {
            known = format.equals(SYNTHETIC) ? generated(trace) : read(trace, format);
            TRACES.put(trace, known);
        }
        return known;
    }

    private static List<TrafficElement> read(String trace, String format) throws IOException {
        Path file = Path.of(System.getProperty("forebay.data.dir", "")).resolve(trace);
        assumeTrue(Files.isRegularFile(file), "no sample data: " + file);
        var elements =
                new ArrayList<>(
                        RequestTrace.read(file, TraceFormat.parse(format), 0, 0).requests());
        elements.sort(Comparator.comparingLong(TrafficElement::getEventTimeNanos));
        return elements;
    }

    private static List<TrafficElement> generated(String function) throws IOException {
        var elements = new ArrayList<TrafficElement>();
        try (TraceReader reader = SyntheticWorkloads.open("mixed", "dev", SEED)) {
            TrafficElement element = reader.next();
            long start = element.getEventTimeNanos();
            while (element.getEventTimeNanos() - start < SYNTHETIC_SECONDS * NANOS_PER_SECOND) {
                if (element.getFunctionId().endsWith("/" + function)) {
                    elements.add(element);
                }
                element = reader.next();
            }
        }
        return elements;
    }
}
