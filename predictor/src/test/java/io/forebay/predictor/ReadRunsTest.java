package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadRunsTest {
    private final ReadRuns runs = new ReadRuns();
    private long reads;

    private void read(long sector, long sectors) {
        runs.add(sector, sectors, ++reads);
    }

    @Test
    void shouldContinueRunWhenOthersComeBetween() {
        read(0, 16);
        read(1_000_000, 8);
        read(16, 32);
        assertThat(runs.requests()).isEqualTo(2);
        assertThat(runs.blocks()).isEqualTo(6);
        assertThat(runs.restReads()).isEqualTo(2);
        assertThat(runs.earlierLastBlock()).isEqualTo(1);
        assertThat(runs.length(0)).isEqualTo(4);
        assertThat(runs.length(1)).isEqualTo(2);
        assertThat(runs.length(2)).isZero();
    }

    @Test
    void shouldMarkTheLengthWhenBlocksAreLeftOut() {
        read(0, 16);
        read(80, 16);
        assertThat(runs.requests()).isEqualTo(2);
        assertThat(ReadRuns.isBeforeGap(runs.length(1))).isTrue();
        assertThat(ReadRuns.lengthOf(runs.length(1))).isEqualTo(2);
        assertThat(ReadRuns.isBeforeGap(runs.length(0))).isFalse();
    }

    @Test
    void shouldBeginNewRunWhenReadIsElsewhere() {
        read(100_000, 16);
        read(0, 16);
        assertThat(runs.requests()).isEqualTo(1);
        assertThat(runs.earlierLastBlock()).isEqualTo(1);
    }

    @Test
    void shouldForgetTheRunThatRestedLongestWhenThereAreTooMany() {
        for (int run = 0; run < 65; run++) {
            read(run * 1_000_000L, 8);
        }
        read(8, 8);
        assertThat(runs.requests()).as("first run").isEqualTo(1);
        read(64_000_008L, 8);
        assertThat(runs.requests()).as("latest run").isEqualTo(2);
    }

    @Test
    void shouldGoOnAfterTheWriteWhenItContinuesTheRun() {
        read(0, 16);
        runs.addWrite(16, 16);
        read(32, 16);
        assertThat(runs.requests()).isEqualTo(2);
    }
}
