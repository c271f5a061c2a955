package io.forebay.operators.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.operators.Traffic;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.operators.state.FrozenObject;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.TrafficElement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A function's copy, as a checkpoint takes it, while the function goes on. */
class FrozenShaperTest {
    private static final int CAPTURES = 600;

    private final PolicyTable policies = new PolicyTable(BufferHarness.settings());
    private final FunctionShaperSerializer codec =
            new FunctionShaperSerializer(policies, new DeviceModels(policies));
    private final Decision decision = new Decision(BufferHarness.settings());

    private void observe(FunctionShaper shaper, List<CaptureRecord> captures) {
        for (CaptureRecord record : captures) {
            if (record.getBody() instanceof TrafficElement element) {
                shaper.observe(element, 0, decision);
                shaper.takeCommandSequence();
            }
        }
    }

    @Test
    void shouldGiveBytesOfThenWhenFunctionsGoOn() throws Exception {
        List<CaptureRecord> captures = Traffic.random(3, 1, 2 * CAPTURES);
        FunctionShaper shaper = codec.create("device0/volume0");
        FunctionShaper other = codec.create("device0/volume1");
        observe(shaper, captures.subList(0, CAPTURES));
        byte[] then = codec.write(shaper);

        FrozenObject frozen = codec.freeze(shaper);
        observe(shaper, captures.subList(CAPTURES, 2 * CAPTURES));
        observe(other, captures);
        byte[] now = codec.write(shaper);

        assertThat(frozen.heapBytes()).isGreaterThanOrEqualTo(then.length / 2);
        assertThat(frozen.toBytes())
                .isEqualTo(then)
                .isNotEqualTo(now)
                .isNotEqualTo(codec.write(other));
    }
}
