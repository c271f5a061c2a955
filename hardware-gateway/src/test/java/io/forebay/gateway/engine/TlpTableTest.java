package io.forebay.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.Completion;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The device against each entry of the PCI Express ordering table (base specification, section
 * 2.4.1): an urgent TLP behind a plain one passes it where the table lets it, and never where it
 * does not.
 */
class TlpTableTest {
    private static final long BLOCKED_NANOS = 10_000_000;
    private static final EngineSettings SETTINGS =
            EngineSettings.defaults(Elements.DEVICE)
                    .withBufferBudgetBytes(1L << 40)
                    .withStorage(1, BLOCKED_NANOS, 1_000_000_000)
                    .withLink(0, 1_000_000_000);

    private final Recorder recorder = new Recorder();
    private final OffloadEngine engine = new OffloadEngine(SETTINGS, recorder);

    /** Every row, with and without relaxed ordering, against every column. */
    @ParameterizedTest(name = "{0} relaxed={1} passes WRITE {2}, READ {3}, IO_WRITE {4}, CPL {5}")
    @CsvSource({
        "WRITE,                false, false, true, true, true",
        "WRITE,                true,  true,  true, true, true",
        "MESSAGE,              false, false, true, true, true",
        "READ,                 false, false, true, true, true",
        "READ,                 true,  false, true, true, true",
        "CONFIG_READ,          true,  false, true, true, true",
        "IO_WRITE,             false, false, true, true, true",
        "IO_WRITE,             true,  true,  true, true, true",
        "ATOMIC,               false, false, true, true, true",
        "COMPLETION_WITH_DATA, false, false, true, true, true",
        "COMPLETION_WITH_DATA, true,  true,  true, true, true"
    })
    void shouldPassWhereTheTableAllows(
            Operation row,
            boolean relaxed,
            boolean posted,
            boolean read,
            boolean withData,
            boolean completion) {
        assertThat(passes(Elements.A, row, relaxed, Operation.WRITE, 2)).isEqualTo(posted);
        assertThat(passes(Elements.A, row, relaxed, Operation.MESSAGE, 2)).isEqualTo(posted);
        assertThat(passes(Elements.A, row, relaxed, Operation.READ, 2)).isEqualTo(read);
        assertThat(passes(Elements.A, row, relaxed, Operation.CONFIG_WRITE, 2)).isEqualTo(withData);
        assertThat(passes(Elements.A, row, relaxed, Operation.COMPLETION, 2)).isEqualTo(completion);
        // The entries (b) for ID-based ordering: another requester is another function.
        for (Operation column :
                List.of(Operation.WRITE, Operation.READ, Operation.ATOMIC, Operation.COMPLETION)) {
            assertThat(passes(Elements.B, row, relaxed, column, 2)).isTrue();
        }
    }

    /** Entry D5 (b). */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldKeepCompletionsOfOneRequestInOrder(boolean relaxed) {
        assertThat(
                        passes(
                                Elements.A,
                                Operation.COMPLETION_WITH_DATA,
                                relaxed,
                                Operation.COMPLETION,
                                1))
                .isFalse();
        assertThat(
                        passes(
                                Elements.A,
                                Operation.COMPLETION_WITH_DATA,
                                relaxed,
                                Operation.COMPLETION,
                                2))
                .isTrue();
    }

    /** The entries that say yes: what they speak of gets through while the earlier is stuck. */
    @ParameterizedTest
    @CsvSource({"WRITE", "MESSAGE", "COMPLETION", "COMPLETION_WITH_DATA"})
    void shouldGetThroughWhileAnEarlierReadIsStuck(Operation row) {
        engine.arrive(Elements.read(Elements.B, 0, 0, 0, 1));
        engine.arrive(tlp(Elements.A, 0, 1, Operation.READ, 0, 1, false));
        engine.arrive(tlp(Elements.A, 1, 2, row, 0, 2, false));
        engine.drain();
        assertThat(recorder.completionOf(Elements.A, 1).getEventTimeNanos())
                .isLessThan(BLOCKED_NANOS);
        assertThat(recorder.completionOf(Elements.A, 0).getEventTimeNanos())
                .isGreaterThan(BLOCKED_NANOS);
    }

    /** Whether an urgent TLP of a function passes a plain one of A that waits for the link. */
    private static boolean passes(
            String function,
            Operation later,
            boolean relaxed,
            Operation earlier,
            long transaction) {
        var recorder = new Recorder();
        var engine = new OffloadEngine(SETTINGS, recorder);
        // Takes the link for a tenth of a second; until then the storage side has done its part.
        TrafficElement blocker = tlp("nvme0/blocker", 0, 0, Operation.WRITE, 0, 9, false);
        blocker.setLengthBytes(100_000_000);
        engine.arrive(blocker);
        engine.arrive(tlp(Elements.A, 0, 1, earlier, 0, 1, false));
        boolean isSame = function.equals(Elements.A);
        engine.arrive(tlp(function, isSame ? 1 : 0, 2, later, 7, transaction, relaxed));
        engine.drain();
        List<Completion> order = recorder.completions();
        assertThat(order).hasSize(3);
        Completion second = order.get(1);
        return second.getFunctionId().equals(function) && second.getSequence() == (isSame ? 1 : 0);
    }

    private static TrafficElement tlp(
            String function,
            long sequence,
            long nanos,
            Operation operation,
            int trafficClass,
            long transaction,
            boolean relaxed) {
        return TrafficElement.newBuilder()
                .setFunctionId(function)
                .setSequence(sequence)
                .setEventTimeNanos(nanos)
                .setKind(ElementKind.TLP)
                .setOperation(operation)
                .setAddress(sequence * 4096)
                .setLengthBytes(64)
                .setOrderingDomain(0)
                .setCorrelationId(transaction)
                .setTrafficClass(trafficClass)
                .setRelaxedOrdering(relaxed)
                .build();
    }
}
