package io.forebay.benchmarks.builds;

import io.forebay.schemas.TrafficElement;
import io.forebay.traces.synthetic.ManyFunctions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which build of the predictor is faster, and does it predict the same? All see the same blocks of
 * elements in turn, each first once in a while, and each block gives a ratio: a machine whose speed
 * changes from minute to minute changes it for all of them.
 *
 * <pre>java -cp benchmarks.jar io.forebay.benchmarks.builds.BuildComparison FUNCTIONS BLOCKS BASE
 * CHANGE... </pre>
 *
 * A build is a folder or a jar with the classes of module {@code predictor}; give one twice to see
 * how far apart equals are.
 */
public final class BuildComparison {
    private static final int ELEMENTS_PER_BLOCK = 50_000;
    private static final double ELEMENTS_PER_SECOND = 20_000;
    private static final long SEED = 42;
    private static final int BUILDS_FROM = 2;

    private final List<PredictorRun> runs = new ArrayList<>();

    /**
     * What one build took.
     *
     * @param nanos CPU time an element in the median block
     * @param ratio of that of the first build, in the median block
     * @param lowerRatio first quartile
     * @param upperRatio third quartile
     * @param bitsPerElement over all blocks
     */
    record Figures(
            double nanos,
            double ratio,
            double lowerRatio,
            double upperRatio,
            double bitsPerElement) {}

    BuildComparison(List<PredictorRun> runs) {
        this.runs.addAll(runs);
    }

    /** Compares over so many blocks, the first quarter of which warms up. */
    List<Figures> run(int functions, int blocks, int elementsPerBlock) throws IOException {
        double[][] nanos = new double[runs.size()][blocks];
        var shape = new ManyFunctions.Shape(functions, 1, ELEMENTS_PER_SECOND, 0, SEED);
        try (var traffic = ManyFunctions.open(shape)) {
            for (int block = 0; block < blocks; block++) {
                var elements = new TrafficElement[elementsPerBlock];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = traffic.next();
                }
                for (int turn = 0; turn < runs.size(); turn++) {
                    int build = (block + turn) % runs.size();
                    nanos[build][block] = runs.get(build).observe(elements);
                }
            }
        }
        List<Figures> figures = new ArrayList<>();
        for (int build = 0; build < runs.size(); build++) {
            figures.add(
                    figures(
                            nanos[0],
                            nanos[build],
                            blocks / 4,
                            runs.get(build).bits() / ((double) blocks * elementsPerBlock)));
        }
        return figures;
    }

    private static Figures figures(double[] base, double[] nanos, int from, double bits) {
        double[] settled = Arrays.copyOfRange(nanos, from, nanos.length);
        double[] ratios = new double[settled.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = settled[i] / base[from + i];
        }
        Arrays.sort(settled);
        Arrays.sort(ratios);
        return new Figures(
                settled[settled.length / 2],
                ratios[ratios.length / 2],
                ratios[ratios.length / 4],
                ratios[ratios.length * 3 / 4],
                bits);
    }

    /** Prints the figures of each build. */
    public static void main(String[] args) throws IOException {
        if (args.length < BUILDS_FROM + 2) {
            throw new IllegalArgumentException(
                    "arguments are FUNCTIONS BLOCKS BASE CHANGE...: given=" + List.of(args));
        }
        int functions = atLeastOne("FUNCTIONS", args[0]);
        int blocks = atLeastOne("BLOCKS", args[1]);
        List<PredictorBuild> builds = new ArrayList<>();
        List<PredictorRun> runs = new ArrayList<>();
        try {
            for (String path : Arrays.asList(args).subList(BUILDS_FROM, args.length)) {
                PredictorBuild build = PredictorBuild.open(Path.of(path));
                builds.add(build);
                runs.add(build.newRun());
            }
            List<Figures> figures =
                    new BuildComparison(runs).run(functions, blocks, ELEMENTS_PER_BLOCK);
            var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            for (int build = 0; build < figures.size(); build++) {
                print(out, args[BUILDS_FROM + build], figures.get(build));
            }
        } finally {
            for (PredictorBuild build : builds) {
                build.close();
            }
        }
    }

    private static void print(PrintStream out, String build, Figures figures) {
        out.printf(
                Locale.ROOT,
                "%,.0f ns/element, ratio %.4f (%.4f to %.4f), %.6f bits/element  %s%n",
                figures.nanos(),
                figures.ratio(),
                figures.lowerRatio(),
                figures.upperRatio(),
                figures.bitsPerElement(),
                build);
    }

    private static int atLeastOne(String name, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "argument is not allowed: name=" + name + ", value=" + value + ", allowed=from 1");
    }
}
