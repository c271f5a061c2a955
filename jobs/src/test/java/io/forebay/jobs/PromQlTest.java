package io.forebay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromQlTest {
    @Test
    void shouldFindMetricsAndLabels() {
        PromQl parsed =
                PromQl.parse(
                        "sum by (a, b) (rate(first{x=~\"y, z{\", k!='v'}[5m])) / on (c)"
                                + " max(second) without (d) > 1e3 or third offset 5m == bool 0");

        assertThat(parsed.metrics()).containsExactly("first", "second", "third");
        assertThat(parsed.matched().get("first")).containsExactly("k", "x");
        assertThat(parsed.grouped()).containsExactly("a", "b", "c", "d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(a",
                "a)",
                "sum by a (b)",
                "rat(a[5m])",
                "a{b}",
                "a{b=c}",
                "a ; b",
                "a{b=\"c\""
            })
    void shouldRefuseWhatIsNone(String expression) {
        assertThatThrownBy(() -> PromQl.parse(expression))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
