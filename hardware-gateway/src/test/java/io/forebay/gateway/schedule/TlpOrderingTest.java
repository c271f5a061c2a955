package io.forebay.gateway.schedule;

import static io.forebay.gateway.schedule.TlpClass.COMPLETION;
import static io.forebay.gateway.schedule.TlpClass.POSTED;
import static io.forebay.gateway.schedule.TlpClass.READ_REQUEST;
import static io.forebay.gateway.schedule.TlpClass.REQUEST_WITH_DATA;
import static io.forebay.gateway.schedule.TlpOrdering.Rule.NO;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.schedule.TlpOrdering.Rule;
import io.forebay.schemas.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlpOrderingTest {
    private static final TlpClass[] COLUMNS = {POSTED, READ_REQUEST, REQUEST_WITH_DATA, COMPLETION};

    /**
     * The table as the specification prints it, rows A to D, columns 2 to 5: may the row pass the
     * column? An entry with two lines depends on the attributes: (a) without, (b) with relaxed
     * ordering, or with ID-based ordering and different ids. D5 is of different transactions here.
     */
    @ParameterizedTest(name = "{0} relaxed={1} byIds={2}")
    @CsvSource({
        // row, RO, IDO, 2 posted, 3 read, 4 with data, 5 completion
        "POSTED,            false, false, NO,     YES,    YES,    EITHER",
        "POSTED,            true,  false, EITHER, YES,    YES,    EITHER",
        "POSTED,            false, true,  EITHER, YES,    YES,    EITHER",
        "POSTED,            true,  true,  EITHER, YES,    YES,    EITHER",
        "READ_REQUEST,      false, false, NO,     EITHER, EITHER, EITHER",
        "READ_REQUEST,      true,  false, NO,     EITHER, EITHER, EITHER",
        "READ_REQUEST,      false, true,  EITHER, EITHER, EITHER, EITHER",
        "READ_REQUEST,      true,  true,  EITHER, EITHER, EITHER, EITHER",
        "REQUEST_WITH_DATA, false, false, NO,     EITHER, EITHER, EITHER",
        "REQUEST_WITH_DATA, true,  false, EITHER, EITHER, EITHER, EITHER",
        "REQUEST_WITH_DATA, false, true,  EITHER, EITHER, EITHER, EITHER",
        "REQUEST_WITH_DATA, true,  true,  EITHER, EITHER, EITHER, EITHER",
        "COMPLETION,        false, false, NO,     YES,    YES,    EITHER",
        "COMPLETION,        true,  false, EITHER, YES,    YES,    EITHER",
        "COMPLETION,        false, true,  EITHER, YES,    YES,    EITHER",
        "COMPLETION,        true,  true,  EITHER, YES,    YES,    EITHER"
    })
    void shouldSayWhatTheSpecificationSays(
            TlpClass row,
            boolean relaxed,
            boolean byIds,
            Rule posted,
            Rule read,
            Rule withData,
            Rule completion) {
        Rule[] expected = {posted, read, withData, completion};
        for (int column = 0; column < COLUMNS.length; column++) {
            assertThat(TlpOrdering.rule(row, relaxed, byIds, COLUMNS[column], false))
                    .as("column %s", COLUMNS[column])
                    .isEqualTo(expected[column]);
            if (!byIds) {
                assertThat(TlpOrdering.rule(row, relaxed, COLUMNS[column], false))
                        .isEqualTo(expected[column]);
            }
        }
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
}
