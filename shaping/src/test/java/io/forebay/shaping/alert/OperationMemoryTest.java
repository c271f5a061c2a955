package io.forebay.shaping.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OperationMemoryTest {
    private static final long PART_BYTES = 4 << 20;

    private final OperationMemory memory = new OperationMemory();

    @Test
    void shouldTellWritesWhereThereWereOnlyReads() {
        visitAll(Operation.READ, 100);

        int swapped = 0;
        for (int part = 0; part < 60; part++) {
            swapped += memory.visit(element(Operation.WRITE, part, 4096)) ? 1 : 0;
        }
        assertThat(swapped).isEqualTo(60);
    }

    @Test
    void shouldTellNothingWhenTheSameIsReadAgainOrPlacesAreNew() {
        visitAll(Operation.READ, 100);

        int swapped = 0;
        for (int part = 0; part < 60; part++) {
            swapped += memory.visit(element(Operation.READ, part, 4096)) ? 1 : 0;
            swapped += memory.visit(element(Operation.WRITE, 5_000 + part, 4096)) ? 1 : 0;
            swapped += memory.visit(element(Operation.WRITE, part, 1 << 20)) ? 1 : 0;
        }
        assertThat(swapped).isLessThanOrEqualTo(6);
    }

    @Test
    void shouldKnowBothWaysInTheEnd() {
        visitAll(Operation.READ, 100);
        visitAll(Operation.WRITE, 100);

        assertThat(memory.visit(element(Operation.WRITE, 7, 4096))).isFalse();
        assertThat(memory.visit(element(Operation.READ, 7, 4096))).isFalse();
    }

    @Test
    void shouldStillTellANewUseWhenItComesAgainAtOnce() {
        visitAll(Operation.READ, 100);

        for (int i = 0; i < 8; i++) {
            assertThat(memory.visit(element(Operation.WRITE, 7, 4096))).isTrue();
        }
    }

    @Test
    void shouldPassOverElementsThatNeitherReadNorWrite() {
        visitAll(Operation.READ, 100);

        assertThat(memory.visit(element(Operation.FLUSH, 7, 0))).isFalse();
        assertThat(memory.visit(element(Operation.DISCARD, 7, 4096))).isFalse();
    }

    @Test
    void shouldGoOnTheSameAfterRestore() throws IOException {
        visitAll(Operation.READ, 50);
        var bytes = new ByteArrayOutputStream();
        memory.write(new DataOutputStream(bytes));
        OperationMemory restored =
                OperationMemory.read(
                        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        for (int part = 0; part < 90; part++) {
            Operation operation = part % 3 == 0 ? Operation.READ : Operation.WRITE;
            assertThat(restored.visit(element(operation, part % 60, 4096)))
                    .isEqualTo(memory.visit(element(operation, part % 60, 4096)));
        }
    }

    @Test
    void shouldRefuseBytesThatAreNoMemory() throws IOException {
        var bytes = new ByteArrayOutputStream();
        memory.write(new DataOutputStream(bytes));
        byte[] damaged = bytes.toByteArray();
        damaged[damaged.length - 1] = 99;
        assertThatThrownBy(
                        () ->
                                OperationMemory.read(
                                        new DataInputStream(new ByteArrayInputStream(damaged))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("heldBack=99");
    }

    private void visitAll(Operation operation, int parts) {
        for (int part = 0; part < parts; part++) {
            memory.visit(element(operation, part, 4096));
        }
        for (int i = 0; i < 8; i++) {
            memory.visit(element(operation, 1_000, 4096));
        }
    }

    private static TrafficElement element(Operation operation, long part, long lengthBytes) {
        return TrafficElement.newBuilder()
                .setFunctionId("d/f")
                .setSequence(0)
                .setEventTimeNanos(0)
                .setKind(ElementKind.BLOCK)
                .setOperation(operation)
                .setAddress(part * PART_BYTES)
                .setLengthBytes(lengthBytes)
                .setOrderingDomain(0)
                .setCorrelationId(0)
                .build();
    }
}
