package io.forebay.gateway.schedule;

import static io.forebay.gateway.schedule.TlpClass.COMPLETION;
import static io.forebay.gateway.schedule.TlpClass.POSTED;
import static io.forebay.gateway.schedule.TlpClass.READ_REQUEST;
import static io.forebay.gateway.schedule.TlpClass.REQUEST_WITH_DATA;
import static io.forebay.gateway.schedule.TlpOrdering.Rule.EITHER;
import static io.forebay.gateway.schedule.TlpOrdering.Rule.NO;
import static io.forebay.gateway.schedule.TlpOrdering.Rule.YES;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.schedule.TlpOrdering.Rule;
import io.forebay.schemas.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlpOrderingTest {
    private static final TlpClass[] COLUMNS = {POSTED, READ_REQUEST, REQUEST_WITH_DATA, COMPLETION};

    /** Rows and columns as the specification prints them: may the row pass the column? */
    @Test
    void shouldSayWhatTheSpecificationSays() {
        requireRow(POSTED, false, NO, YES, YES, EITHER);
        requireRow(POSTED, true, EITHER, YES, YES, EITHER);
        requireRow(READ_REQUEST, false, NO, EITHER, EITHER, EITHER);
        requireRow(READ_REQUEST, true, NO, EITHER, EITHER, EITHER);
        requireRow(REQUEST_WITH_DATA, false, NO, EITHER, EITHER, EITHER);
        requireRow(REQUEST_WITH_DATA, true, EITHER, EITHER, EITHER, EITHER);
        requireRow(COMPLETION, false, NO, YES, YES, EITHER);
        requireRow(COMPLETION, true, EITHER, YES, YES, EITHER);
    }

    @Test
    void shouldKeepCompletionsOfOneRequestInOrder() {
        for (boolean relaxed : new boolean[] {false, true}) {
            assertThat(TlpOrdering.rule(COMPLETION, relaxed, COMPLETION, true)).isEqualTo(NO);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WRITE, POSTED",
        "MESSAGE, POSTED",
        "READ, READ_REQUEST",
        "IO_READ, READ_REQUEST",
        "CONFIG_READ, READ_REQUEST",
        "IO_WRITE, REQUEST_WITH_DATA",
        "CONFIG_WRITE, REQUEST_WITH_DATA",
        "ATOMIC, REQUEST_WITH_DATA",
        "COMPLETION, COMPLETION",
        "COMPLETION_WITH_DATA, COMPLETION",
        "UNKNOWN, POSTED",
        "FLUSH, POSTED"
    })
    void shouldClassifyOperations(Operation operation, TlpClass expected) {
        assertThat(TlpClass.of(operation)).isEqualTo(expected);
    }

    private static void requireRow(TlpClass row, boolean relaxed, Rule... expected) {
        for (int column = 0; column < COLUMNS.length; column++) {
            assertThat(TlpOrdering.rule(row, relaxed, COLUMNS[column], false))
                    .as("%s relaxed=%s passes %s", row, relaxed, COLUMNS[column])
                    .isEqualTo(expected[column]);
        }
    }
}
