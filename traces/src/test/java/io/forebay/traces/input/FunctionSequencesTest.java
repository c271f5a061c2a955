package io.forebay.traces.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FunctionSequencesTest {
    @Test
    void shouldCountEachFunctionFromZero() {
        var sequences = new FunctionSequences();

        assertThat(sequences.next("dev/a")).isZero();
        assertThat(sequences.next("dev/b")).isZero();
        assertThat(sequences.next("dev/a")).isEqualTo(1);
    }

    @Test
    void shouldRefuseFurtherFunctionsButServeTheKnownWhenFull() {
        var sequences = new FunctionSequences();
        for (int i = 0; i < FunctionSequences.MAX_FUNCTIONS; i++) {
            assertThat(sequences.next("dev/" + i)).isZero();
        }

        assertThat(sequences.next("dev/more")).isEqualTo(-1);
        assertThat(sequences.next("dev/7")).isEqualTo(1);
    }
}
