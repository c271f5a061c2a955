package io.forebay.operators.allocation;

import static io.forebay.operators.Traffic.START_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.BufferMode;
import io.forebay.operators.OperatorHarness;
import io.forebay.operators.OperatorOptions;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.Traffic;
import io.forebay.operators.state.SettingsOperatorFactory;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DemandForecast;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.Functions;
import io.forebay.shaping.allocation.AllocationPolicy;
import io.forebay.shaping.allocation.CommonTail;
import io.forebay.shaping.allocation.DemandNeed;
import io.forebay.shaping.allocation.Guarantees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class AllocationOperatorTest {
    private static final long BUDGET_BYTES = 1 << 20;
    private static final long FLOOR_BYTES = 1 << 16;

    @Test
    void shouldAllocateOncePerWindowWhenItEnds() throws Exception {
        try (var harness = open(settings())) {
            forecast(harness, "device0/b", 0, 100_000);
            forecast(harness, "device0/a", 0, 300_000);
            harness.processWatermark(START_MILLIS + 98);
            assertThat(harness.getRecordOutput()).isEmpty();

            harness.processWatermark(START_MILLIS + 99);

            ControlCommand command = harness.extractOutputValues().get(0);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(command.getTarget()).isEqualTo("device0");
            assertThat(command.getSequence()).isZero();
            assertThat(command.getCauseTimeNanos()).isEqualTo(Traffic.nanos(100));
            assertThat(command.getExpiresAtNanos()).isEqualTo(Traffic.nanos(1100));
            BufferAllocation allocation = (BufferAllocation) command.getBody();
            assertThat(allocation.getDeviceId()).isEqualTo("device0");
            assertThat(allocation.getWindowEndNanos()).isEqualTo(Traffic.nanos(100));
            assertThat(allocation.getBudgetBytes()).isEqualTo(BUDGET_BYTES);
            assertThat(allocation.getShares())
                    .extracting(FunctionShare::getFunctionId)
                    .containsExactly("device0/a", "device0/b");
            assertThat(allocation.getShares().get(0).getBytes())
                    .isGreaterThan(allocation.getShares().get(1).getBytes());
            assertSumsUp(allocation);
        }
    }

    @Test
    void shouldAllocateEachDeviceAlone() throws Exception {
        try (var harness = open(settings())) {
            forecast(harness, "device0/a", 0, 100_000);
            forecast(harness, "device1/a", 0, 100_000);
            harness.processWatermark(START_MILLIS + 99);

            assertThat(harness.extractOutputValues())
                    .extracting(ControlCommand::getTarget)
                    .containsExactlyInAnyOrder("device0", "device1");
            assertThat(allocations(harness))
                    .allSatisfy(
                            allocation ->
                                    assertThat(allocation.getShares())
                                            .singleElement()
                                            .extracting(FunctionShare::getBytes)
                                            .isEqualTo(BUDGET_BYTES));
        }
    }

    @Test
    void shouldAllocateEvenWhenNoShareMoves() throws Exception {
        try (var harness = open(settings())) {
            for (int window = 0; window < 3; window++) {
                forecast(harness, "device0/a", window, 100_000);
                forecast(harness, "device0/b", window, 100_000);
                harness.processWatermark(START_MILLIS + 100L * window + 99);
            }

            assertThat(harness.extractOutputValues())
                    .extracting(ControlCommand::getSequence)
                    .containsExactly(0L, 1L, 2L);
            assertThat(allocations(harness))
                    .extracting(BufferAllocation::getShares)
                    .containsOnly(allocations(harness).get(0).getShares());
            assertThat(harness.metrics.countOf("allocations")).isEqualTo(3);
            assertThat(harness.metrics.countOf("movedAllocations")).isEqualTo(1);
        }
    }

    @Test
    void shouldNotUseForecastsOfLaterWindowsWhenWatermarkJumps() throws Exception {
        try (var jumping = open(settings());
                var steady = open(settings())) {
            for (int window = 0; window < 4; window++) {
                long bytes = 50_000L * (window + 1) * (window % 2 == 0 ? 1 : 7);
                forecast(jumping, "device0/a", window, bytes);
                forecast(jumping, "device0/b", window, 100_000);
                forecast(steady, "device0/a", window, bytes);
                forecast(steady, "device0/b", window, 100_000);
                steady.processWatermark(START_MILLIS + 100L * window + 99);
            }
            jumping.processWatermark(START_MILLIS + 399);

            assertThat(jumping.extractOutputValues()).isEqualTo(steady.extractOutputValues());
            assertThat(jumping.extractOutputValues()).hasSize(4);
        }
    }

    @Test
    void shouldLetSilentFunctionDecayAndForgetIt() throws Exception {
        try (var harness = open(settings())) {
            forecast(harness, "device0/a", 0, 400_000);
            for (int window = 0; window < 8; window++) {
                forecast(harness, "device0/b", window, 2_000_000);
                harness.processWatermark(START_MILLIS + 100L * window + 99);
            }

            List<Long> shares =
                    allocations(harness).stream()
                            .map(allocation -> allocation.getShares())
                            .filter(list -> list.size() == 2)
                            .map(list -> list.get(0).getBytes())
                            .toList();
            // Windows 0 to 5: five without a forecast are borne, the sixth is not.
            assertThat(shares).hasSize(6);
            assertThat(shares.get(5)).isLessThan(shares.get(0));
            assertThat(allocations(harness).get(7).getShares())
                    .extracting(FunctionShare::getFunctionId)
                    .containsExactly("device0/b");
            assertThat(harness.metrics.countOf("forgottenFunctions")).isEqualTo(1);
            allocations(harness).forEach(AllocationOperatorTest::assertSumsUp);
        }
    }

    @Test
    void shouldShareEvenlyWhenBudgetDoesNotHoldAllFloors() throws Exception {
        try (var harness = open(settings())) {
            for (int i = 0; i < 32; i++) {
                forecast(harness, "device0/f" + (10 + i), 0, 1000L * i);
            }
            harness.processWatermark(START_MILLIS + 99);

            assertThat(allocations(harness).get(0).getShares())
                    .hasSize(32)
                    .extracting(FunctionShare::getBytes)
                    .containsOnly(BUDGET_BYTES / 32);
        }
    }

    /** The evaluation calls the same classes in the same order. */
    @Test
    void shouldShareAsThePoliciesAloneWhenForecastsAreTheSame() throws Exception {
        var random = new SplittableRandom(8);
        var policy = new AllocationPolicy(FLOOR_BYTES, settings().buffer().hysteresis());
        var guarantees = new Guarantees(BUDGET_BYTES, FLOOR_BYTES);
        DemandNeed[] needs = {new DemandNeed(), new DemandNeed(), new DemandNeed()};
        var needBytes = new double[3];
        var previous = new long[3];
        try (var harness = open(settings())) {
            for (int window = 0; window < 50; window++) {
                for (int f = 0; f < 3; f++) {
                    long bytes = random.nextInt(4) == 0 ? random.nextInt(2_000_000) : 20_000L * f;
                    DemandForecast forecast = forecastOf("device0/f" + f, window, bytes);
                    harness.processElement(forecast, START_MILLIS + 100L * window + 99);
                    needs[f].onForecast(forecast);
                }
                harness.processWatermark(START_MILLIS + 100L * window + 99);
                var shares = new long[3];
                new CommonTail().solve(BUDGET_BYTES, FLOOR_BYTES, 3, needs, needBytes);
                policy.allocate(BUDGET_BYTES, 3, needBytes, previous, shares);
                previous = shares;

                List<FunctionShare> sent = allocations(harness).get(window).getShares();
                for (int f = 0; f < 3; f++) {
                    long guaranteed = Math.min(shares[f], guarantees.of(needs[f], 3));
                    assertThat(sent.get(f))
                            .isEqualTo(
                                    new FunctionShare(
                                            "device0/f" + f, shares[f], guaranteed, BUDGET_BYTES));
                }
            }
        }
    }

    @Test
    void shouldGuaranteePartOfTheShareWhenPoolIsShared() throws Exception {
        try (var shared = open(settings());
                var partition =
                        open(
                                OperatorSettings.from(
                                        settings()
                                                .toConfiguration()
                                                .set(
                                                        OperatorOptions.BUFFER_MODE,
                                                        BufferMode.PARTITION)))) {
            for (int window = 0; window < 4; window++) {
                for (var harness : List.of(shared, partition)) {
                    forecast(harness, "device0/a", window, 3_000_000);
                    forecast(harness, "device0/b", window, 1_000);
                    harness.processWatermark(START_MILLIS + 100L * window + 99);
                }
            }

            List<FunctionShare> pool = allocations(shared).get(3).getShares();
            assertThat(pool).extracting(FunctionShare::getLimitBytes).containsOnly(BUDGET_BYTES);
            // A quarter of an equal share, and the floor.
            assertThat(pool)
                    .extracting(FunctionShare::getGuaranteedBytes)
                    .containsExactly(BUDGET_BYTES / 8, FLOOR_BYTES);
            List<FunctionShare> hard = allocations(partition).get(3).getShares();
            assertThat(hard).allMatch(share -> share.getGuaranteedBytes() == null);
            assertThat(hard).allMatch(share -> share.getLimitBytes() == null);
            assertThat(hard)
                    .extracting(FunctionShare::getBytes)
                    .isEqualTo(pool.stream().map(FunctionShare::getBytes).toList());
        }
    }

    @Test
    void shouldTakeLateForecastIntoNextWindow() throws Exception {
        try (var harness = open(settings())) {
            forecast(harness, "device0/a", 0, 100_000);
            harness.processWatermark(START_MILLIS + 99);
            forecast(harness, "device0/b", 0, 100_000);
            harness.processWatermark(START_MILLIS + 150);
            assertThat(harness.extractOutputValues()).hasSize(1);

            forecast(harness, "device0/a", 1, 100_000);
            harness.processWatermark(START_MILLIS + 199);

            assertThat(allocations(harness).get(1).getShares()).hasSize(2);
            assertThat(harness.metrics.countOf("lateForecasts")).isEqualTo(1);
        }
    }

    @Test
    void shouldAllocateLastWindowAtEndOfInput() throws Exception {
        try (var harness = open(settings())) {
            forecast(harness, "device0/a", 0, 100_000);
            harness.processWatermark(Long.MAX_VALUE);

            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.metrics.valueOf("windowTimers")).isEqualTo(0);
        }
    }

    @Test
    void shouldContinueAsIfUndisturbedAfterRestore() throws Exception {
        var random = new SplittableRandom(5);
        List<List<DemandForecast>> windows = new ArrayList<>();
        for (int window = 0; window < 60; window++) {
            var forecasts = new ArrayList<DemandForecast>();
            for (int function = 0; function < 6; function++) {
                if (random.nextInt(3) > 0) {
                    String id = "device" + function % 3 + "/f" + function;
                    forecasts.add(forecastOf(id, window, random.nextInt(500_000)));
                }
            }
            windows.add(forecasts);
        }
        List<ControlCommand> undisturbed = new ArrayList<>();
        try (var harness = open(settings())) {
            undisturbed.addAll(run(harness, windows, 0, 60));
        }

        List<ControlCommand> restored = new ArrayList<>();
        OperatorSubtaskState checkpoint;
        try (var harness = open(settings(1))) {
            restored.addAll(run(harness, windows, 0, 30));
            // The forecasts of the next window are waiting when the checkpoint comes.
            for (DemandForecast forecast : windows.get(30)) {
                harness.processElement(forecast, 0);
            }
            checkpoint = harness.checkpoint();
        }
        windows.get(30).clear();
        try (var harness = newHarness(settings(1))) {
            harness.initializeState(checkpoint);
            harness.open();
            restored.addAll(run(harness, windows, 30, 60));
        }

        // Timers of one time fire in any order.
        var byWindow =
                Comparator.comparing(ControlCommand::getCauseTimeNanos)
                        .thenComparing(ControlCommand::getTarget);
        restored.sort(byWindow);
        undisturbed.sort(byWindow);
        assertThat(restored).isEqualTo(undisturbed);
    }

    @Test
    void shouldNumberOnAfterScalingOut() throws Exception {
        OperatorSubtaskState checkpoint;
        try (var harness = open(settings())) {
            for (int device = 0; device < 12; device++) {
                forecast(harness, "device" + device + "/a", 0, 1000);
            }
            harness.processWatermark(START_MILLIS + 99);
            checkpoint = harness.checkpoint();
        }
        var commands = new ArrayList<ControlCommand>();
        for (int subtask = 0; subtask < 2; subtask++) {
            try (var harness = newHarness(settings(), 2, subtask)) {
                harness.initializeState(OperatorHarness.shareOf(checkpoint, 1, 2, subtask));
                harness.open();
                for (int device = 0; device < 12; device++) {
                    int owner =
                            KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                    "device" + device, OperatorHarness.MAX_PARALLELISM, 2);
                    if (owner == subtask) {
                        forecast(harness, "device" + device + "/b", 1, 1000);
                    }
                }
                harness.processWatermark(START_MILLIS + 199);
                assertThat(harness.getRecordOutput()).isNotEmpty();
                commands.addAll(harness.extractOutputValues());
            }
        }

        assertThat(commands)
                .hasSize(12)
                .allSatisfy(
                        command -> {
                            assertThat(command.getSequence()).isEqualTo(1);
                            assertThat(((BufferAllocation) command.getBody()).getShares())
                                    .hasSize(2);
                        });
    }

    private static List<ControlCommand> run(
            OperatorHarness<DemandForecast, ControlCommand> harness,
            List<List<DemandForecast>> windows,
            int from,
            int to)
            throws Exception {
        for (int window = from; window < to; window++) {
            for (DemandForecast forecast : windows.get(window)) {
                harness.processElement(forecast, 0);
            }
            harness.processWatermark(START_MILLIS + 100L * window + 99);
        }
        return harness.extractOutputValues();
    }

    private static void assertSumsUp(BufferAllocation allocation) {
        long sum = allocation.getShares().stream().mapToLong(FunctionShare::getBytes).sum();
        assertThat(sum).isEqualTo(allocation.getBudgetBytes());
        assertThat(allocation.getShares())
                .allSatisfy(
                        share -> assertThat(share.getBytes()).isGreaterThanOrEqualTo(FLOOR_BYTES));
    }

    private static List<BufferAllocation> allocations(
            OperatorHarness<DemandForecast, ControlCommand> harness) {
        return harness.extractOutputValues().stream()
                .map(command -> (BufferAllocation) command.getBody())
                .toList();
    }

    private static void forecast(
            OperatorHarness<DemandForecast, ControlCommand> harness,
            String functionId,
            int window,
            long bytes)
            throws Exception {
        harness.processElement(
                forecastOf(functionId, window, bytes), START_MILLIS + 100L * window + 99);
    }

    private static DemandForecast forecastOf(String functionId, int window, long bytes) {
        return new DemandForecast(
                functionId,
                Traffic.nanos(100L * (window + 1)),
                100_000_000L,
                10L,
                bytes,
                10.0,
                (double) bytes,
                1.5 * (double) bytes);
    }

    private static OperatorSettings settings() {
        return settings(100);
    }

    private static OperatorSettings settings(int cacheFunctions) {
        return OperatorSettings.from(
                new Configuration()
                        .set(OperatorOptions.BUFFER_BUDGET, new MemorySize(BUDGET_BYTES))
                        .set(OperatorOptions.BUFFER_FLOOR, new MemorySize(FLOOR_BYTES))
                        .set(OperatorOptions.BUFFER_FORGET_WINDOWS, 5)
                        .set(OperatorOptions.CACHE_FUNCTIONS, cacheFunctions));
    }

    private static OperatorHarness<DemandForecast, ControlCommand> open(OperatorSettings settings)
            throws Exception {
        var harness = newHarness(settings);
        harness.open();
        return harness;
    }

    private static OperatorHarness<DemandForecast, ControlCommand> newHarness(
            OperatorSettings settings) throws Exception {
        return newHarness(settings, 1, 0);
    }

    private static OperatorHarness<DemandForecast, ControlCommand> newHarness(
            OperatorSettings settings, int parallelism, int subtask) throws Exception {
        return new OperatorHarness<>(
                new SettingsOperatorFactory<>(
                        settings, AllocationOperator.class, AllocationOperator::new),
                forecast -> Functions.deviceOf(forecast.getFunctionId()),
                parallelism,
                subtask);
    }
}
