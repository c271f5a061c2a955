package io.forebay.traces.synthetic;

import io.forebay.traces.TraceReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Deterministic workloads by name, for trying Forebay without a trace. */
public final class SyntheticWorkloads {
    /** The workload of ten functions of all kinds, about 5,400 elements a second together. */
    public static final String MIXED = "mixed";

    private static final Map<String, Function<SplittableRandom, TrafficGenerator>> SINGLE =
            single();
    private static final Map<String, Function<SplittableRandom, TrafficGenerator>> PARTS =
            mixedParts();

    private SyntheticWorkloads() {}

    private static Map<String, Function<SplittableRandom, TrafficGenerator>> single() {
        var workloads = new LinkedHashMap<String, Function<SplittableRandom, TrafficGenerator>>();
        workloads.put("sequential", SyntheticFunctions::sequential);
        workloads.put("strided", SyntheticFunctions::strided);
        workloads.put("interleaved", SyntheticFunctions::interleaved);
        workloads.put("zipf", SyntheticFunctions::zipf);
        workloads.put("bursts", SyntheticFunctions::longBursts);
        workloads.put("onoff", SyntheticFunctions::onOff);
        workloads.put("phases", SyntheticFunctions::phases);
        workloads.put("silence", SyntheticFunctions::silence);
        return Collections.unmodifiableMap(workloads);
    }

    private static Map<String, Function<SplittableRandom, TrafficGenerator>> mixedParts() {
        var parts = new LinkedHashMap<String, Function<SplittableRandom, TrafficGenerator>>();
        parts.put("bursts-long", SyntheticFunctions::longBursts);
        parts.put("bursts-short", SyntheticFunctions::shortBursts);
        parts.put("strided", SyntheticFunctions::strided);
        parts.put("interleaved", SyntheticFunctions::interleaved);
        parts.put("zipf", SyntheticFunctions::zipfWithScan);
        parts.put("onoff", SyntheticFunctions::onOff);
        parts.put("phases", SyntheticFunctions::phases);
        parts.put("silence", SyntheticFunctions::silence);
        parts.put("ethernet", SyntheticFunctions::ethernet);
        parts.put("tlp", SyntheticFunctions::tlp);
        return Collections.unmodifiableMap(parts);
    }

    /** Names that {@link #open} knows. */
    public static Set<String> names() {
        var names = new LinkedHashSet<String>();
        names.add(MIXED);
        names.addAll(SINGLE.keySet());
        return Collections.unmodifiableSet(names);
    }

    /**
     * An endless workload, the same for the same seed; elements come in the order of their times,
     * from time 0.
     *
     * @throws IllegalArgumentException when no workload has this name
     */
    public static TraceReader open(String name, String deviceName, long seed) {
        if (name.equals(MIXED)) {
            return open(PARTS, deviceName, seed);
        }
        Function<SplittableRandom, TrafficGenerator> single = SINGLE.get(name);
        if (single == null) {
            throw new IllegalArgumentException(
                    "unknown workload: name=" + name + ", allowed: " + String.join(", ", names()));
        }
        return open(Map.of(name, single), deviceName, seed);
    }

    /** The kinds of functions in {@link #MIXED}. */
    static List<String> mixedKinds() {
        return List.copyOf(PARTS.keySet());
    }

    /** The traffic of a function of one of {@link #mixedKinds}. */
    static TrafficGenerator mixedPart(String kind, SplittableRandom random) {
        return PARTS.get(kind).apply(random);
    }

    private static TraceReader open(
            Map<String, Function<SplittableRandom, TrafficGenerator>> functions,
            String deviceName,
            long seed) {
        var random = new SplittableRandom(seed);
        List<FunctionSource> sources = new ArrayList<>();
        functions.forEach(
                (name, function) ->
                        sources.add(
                                new FunctionSource(
                                        deviceName + "/" + name, function.apply(random.split()))));
        return new MergedWorkload(sources);
    }
}
