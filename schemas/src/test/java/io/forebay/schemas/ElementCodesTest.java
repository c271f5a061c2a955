package io.forebay.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ElementCodesTest {
    private static final List<ElementKind> KINDS =
            List.of(ElementKind.UNKNOWN, ElementKind.TLP, ElementKind.ETHERNET, ElementKind.BLOCK);
    private static final List<Operation> OPERATIONS =
            List.of(
                    Operation.UNKNOWN,
                    Operation.READ,
                    Operation.WRITE,
                    Operation.FLUSH,
                    Operation.DISCARD,
                    Operation.IO_READ,
                    Operation.IO_WRITE,
                    Operation.CONFIG_READ,
                    Operation.CONFIG_WRITE,
                    Operation.ATOMIC,
                    Operation.MESSAGE,
                    Operation.COMPLETION,
                    Operation.COMPLETION_WITH_DATA,
                    Operation.FRAME);

    /** The lists are what was ever written: only their ends may change. */
    @Test
    void shouldKeepCodeWhenValuesAreAdded() {
        assertThat(KINDS).containsExactlyInAnyOrder(ElementKind.values());
        assertThat(OPERATIONS).containsExactlyInAnyOrder(Operation.values());
        for (int code = 0; code < KINDS.size(); code++) {
            assertThat(ElementCodes.codeOf(KINDS.get(code))).isEqualTo((byte) code);
            assertThat(ElementCodes.kindOf(code)).isEqualTo(KINDS.get(code));
        }
        for (int code = 0; code < OPERATIONS.size(); code++) {
            assertThat(ElementCodes.codeOf(OPERATIONS.get(code))).isEqualTo((byte) code);
            assertThat(ElementCodes.operationOf(code)).isEqualTo(OPERATIONS.get(code));
        }
    }

    @Test
    void shouldRefuseCodeWhenNothingHasIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ElementCodes.kindOf(4))
                .withMessage("unknown kind: code=4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ElementCodes.operationOf(-1))
                .withMessage("unknown operation: code=-1");
    }
}
