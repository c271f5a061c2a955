package io.forebay.connectors.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.connectors.GoldenBytes;
import io.forebay.connectors.gateway.GatewayAddress;
import io.forebay.connectors.gateway.source.split.GatewaySplit;
import io.forebay.connectors.gateway.source.split.GatewaySplitSerializer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StaticSplitEnumeratorTest {
    private static final GatewaySplit A = split("a", 0);
    private static final GatewaySplit B = split("b", 0);
    private static final GatewaySplit C = split("c", 0);

    private final FakeEnumeratorContext<GatewaySplit> context = new FakeEnumeratorContext<>(2);

    private static GatewaySplit split(String host, long offset) {
        return new GatewaySplit(new GatewayAddress(host, 7411), 3, offset);
    }

    @Test
    void shouldAssignRoundRobinWhenReadersRegister() {
        var enumerator = new StaticSplitEnumerator<>(context, List.of(A, B, C));
        enumerator.addReader(1);
        assertThat(context.assigned).containsOnlyKeys(1).containsEntry(1, List.of(B));
        enumerator.addReader(0);
        assertThat(context.assigned).containsEntry(0, List.of(A, C));
        assertThat(context.assignments).as("one event for each reader").isEqualTo(2);
        assertThat(context.complete).containsExactlyInAnyOrder(0, 1);
        assertThat(enumerator.snapshotState(1))
                .isEqualTo(
                        new AssignmentState<>(
                                List.of(), Set.of(A.splitId(), B.splitId(), C.splitId())));
    }

    @Test
    void shouldTellReaderThatNothingComesWhenItHasNoSplit() {
        var enumerator = new StaticSplitEnumerator<>(context, List.of(A));
        enumerator.addReader(1);
        assertThat(context.assigned).isEmpty();
        assertThat(context.complete).containsExactly(1);
    }

    @Test
    void shouldGiveSplitBackToItsReaderWhenReaderFailed() {
        var enumerator = new StaticSplitEnumerator<>(context, List.of(A, B));
        enumerator.addReader(0);
        enumerator.addReader(1);
        GatewaySplit advanced = split("b", 77);
        enumerator.addSplitsBack(List.of(advanced), 1);
        assertThat(enumerator.snapshotState(1))
                .isEqualTo(new AssignmentState<>(List.of(advanced), Set.of(A.splitId())));
        enumerator.addReader(1);
        assertThat(context.assigned).containsEntry(1, List.of(B, advanced));
        assertThat(context.assigned).containsEntry(0, List.of(A));
    }

    @Test
    void shouldAssignOnlyWhatNoReaderHoldsWhenRestored() {
        GatewaySplit pending = split("b", 5);
        GatewaySplit removed = split("x", 9);
        var restored = new AssignmentState<>(List.of(pending, removed), Set.of(A.splitId()));
        var enumerator = new StaticSplitEnumerator<>(context, List.of(A, B, C), restored);
        enumerator.addReader(0);
        enumerator.addReader(1);
        assertThat(context.assigned)
                .containsEntry(0, List.of(C))
                .containsEntry(1, List.of(pending));
    }

    @Test
    void shouldReadStateOfVersion1() throws IOException {
        var serializer = new AssignmentStateSerializer<>(new GatewaySplitSerializer());
        var state =
                new AssignmentState<>(
                        List.of(split("b", 5), split("c", 0)), Set.of("a:7411", "d:7411"));
        byte[] golden = GoldenBytes.of("assignment-state-v1.bin");
        assertThat(serializer.serialize(state)).isEqualTo(golden);
        assertThat(serializer.deserialize(1, golden)).isEqualTo(state);
        assertThatThrownBy(() -> serializer.deserialize(2, golden))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version=2, supported=1");
    }
}
