package io.forebay.evaluation.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.mix.PublicMix;
import io.forebay.evaluation.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the replay against the published references, and Forebay's policies against bars. */
class PublicMixAllocationTest {
    private static final long MIB = 1 << 20;
    private static final List<Long> SIZES = List.of(12 * MIB, 16 * MIB, 24 * MIB);

    private static DeviceMix mix;
    private static AllocationReport usual;
    private static AllocationReport tight;

    @BeforeAll
    static void replay() throws IOException {
        Path directory = Path.of(System.getProperty("forebay.data.dir", ""), "block");
        assumeTrue(Files.isDirectory(directory), "no sample traces: directory=" + directory);
        mix = PublicMix.build(directory);
        usual =
                AllocationEvaluation.run(
                        mix, SIZES, AllocationEvaluation.USUAL_DRAIN_PERMILLE, Progress.NONE);
        tight = AllocationEvaluation.run(mix, SIZES, 1100, Progress.NONE);
    }

    private static AllocationFigures.Policy row(AllocationReport report, int size, String name) {
        return report.runs().get(size).policies().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Bytes lost at 12, 16 and 24 MiB, from the reference implementation. */
    @ParameterizedTest
    @CsvSource({
        "1250, equal, 2219428864, 2029248512, 1680801280",
        "1250, prop, 464441344, 307157504, 163964416",
        "1250, ewma@10, 910580736, 632171520, 344210944",
        "1250, peak@10, 502375424, 322014720, 156280320",
        "1250, free:ctx@10, 559336448, 331400192, 148585472",
        "1250, free:net@10, 254247936, 125382144, 24717312",
        "1250, cs, 200037888, 103597568, 15773184",
        "1250, dt2, 266174976, 147225600, 47782400",
        "1250, dtt2, 194694144, 104126976, 17511936",
        "1250, lqd, 171609600, 89487872, 13729792",
        "1250, lqdt, 169603072, 84484096, 13668864",
        "1250, far, 162738688, 84486144, 13575680",
        "1100, equal, 2311201792, 2121742336, 1783821824",
        "1100, prop, 553617920, 369965568, 196444160",
        "1100, ewma@10, 996341248, 708144128, 404904448",
        "1100, peak@10, 629836288, 412415488, 204305920",
        "1100, free:ctx@10, 736789504, 455890944, 190089216",
        "1100, free:net@10, 433136640, 217932288, 54448128",
        "1100, cs, 330385408, 183896576, 40982528",
        "1100, dt2, 423231488, 225313280, 81226240",
        "1100, dtt2, 304119296, 169683968, 43948032",
        "1100, lqd, 270082560, 145499648, 32549888",
        "1100, lqdt, 249284096, 136532480, 30776320",
        "1100, far, 237736960, 134233600, 29965824"
    })
    void shouldLoseWhatTheReferenceLoses(
            int drain, String policy, long at12, long at16, long at24) {
        AllocationReport report = drain == 1100 ? tight : usual;
        assertThat(row(report, 0, policy).lostBytes()).isEqualTo(at12);
        assertThat(row(report, 1, policy).lostBytes()).isEqualTo(at16);
        assertThat(row(report, 2, policy).lostBytes()).isEqualTo(at24);
    }

    @Test
    void shouldLoseWhatTheReferenceLosesOfEachFunction() {
        assertThat(row(usual, 1, "lqdt").lostBytesByFunction())
                .containsExactly(
                        53860864L, 18153472L, 32768L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 73728L, 0L,
                        316928L, 8192L, 0L, 0L, 0L, 0L, 0L, 0L, 11449856L, 588288L);
        assertThat(row(usual, 1, "free:ctx@10").lostBytesByFunction())
                .containsExactly(
                        94423552L,
                        181186560L,
                        32768L,
                        180224L,
                        1514496L,
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        122880L,
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        46766592L,
                        7173120L);
    }

    @Test
    void shouldHaveThePublishedWorstFunctions() {
        assertThat(row(usual, 1, "cs").worstFunctionPercent()).isBetween(2.6085, 2.6095);
        assertThat(row(usual, 1, "lqd").worstFunctionPercent()).isBetween(3.4055, 3.4065);
        assertThat(row(usual, 0, "far").worstFunctionPercent()).isBetween(12.4345, 12.4355);
        assertThat(row(usual, 1, "equal").lostPercent()).isBetween(38.9752, 38.9762);
    }

    /** Reached figures with a little slack: lost and worst function, in percent. */
    @ParameterizedTest
    @CsvSource({
        "forebay-partition, 6.5, 15.5, 3.45, 7.0, 0.92, 2.2",
        "forebay-shared, 3.81, 5.0, 1.99, 2.62, 0.303, 0.63",
        "forebay-pushout, 3.20, 9.2, 1.64, 2.95, 0.265, 0.42"
    })
    void shouldLoseLittleUnderForebay(
            String policy,
            double lost12,
            double worst12,
            double lost16,
            double worst16,
            double lost24,
            double worst24) {
        double[] lost = {lost12, lost16, lost24};
        double[] worst = {worst12, worst16, worst24};
        for (int size = 0; size < 3; size++) {
            AllocationFigures.Policy row = row(usual, size, policy);
            assertThat(row.lostPercent()).isLessThan(lost[size]);
            assertThat(row.worstFunctionPercent()).isLessThan(worst[size]);
        }
    }

    @Test
    void shouldBeatTheReferencesOfItsKindAtBothDrainRates() {
        for (AllocationReport report : List.of(usual, tight)) {
            for (int size = 0; size < 3; size++) {
                assertThat(row(report, size, "forebay-partition").lostPercent())
                        .isLessThan(row(report, size, "peak@10").lostPercent())
                        .isLessThan(row(report, size, "free:ctx@10").lostPercent());
                assertThat(row(report, size, "forebay-shared").lostPercent())
                        .isLessThan(row(report, size, "cs").lostPercent());
                assertThat(row(report, size, "forebay-pushout").lostPercent())
                        .isLessThan(row(report, size, "lqd").lostPercent() + 0.001);
            }
        }
    }

    @Test
    void shouldNameEachPolicyOnceFromNothingToTheOracle() {
        List<String> names =
                usual.runs().get(0).policies().stream()
                        .map(AllocationFigures.Policy::name)
                        .toList();
        assertThat(names).doesNotHaveDuplicates().startsWith("equal").endsWith("far");
        assertThat(names).contains("forebay-partition", "forebay-shared", "forebay-pushout");
    }

    @Test
    void shouldGiveTheSameFiguresTwice() {
        DeviceMix limited = mix.limitedTo(20_000);
        List<Long> sizes = List.of(16 * MIB);
        AllocationReport first = AllocationEvaluation.run(limited, sizes, 1250, Progress.NONE);
        assertThat(first).isEqualTo(AllocationEvaluation.run(limited, sizes, 1250, Progress.NONE));
        assertThat(first.figures()).isInstanceOf(AllocationFigures.class);
        assertThat(usual.figures()).isSameAs(usual);
    }
}
