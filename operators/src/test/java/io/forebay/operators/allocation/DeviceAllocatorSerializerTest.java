package io.forebay.operators.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.operators.Golden;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.Traffic;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.schemas.DemandForecast;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DeviceAllocatorSerializerTest {
    private static final OperatorSettings SETTINGS = OperatorSettings.defaults();

    private final DeviceAllocatorSerializer serializer =
            new DeviceAllocatorSerializer(new PolicyTable(SETTINGS));

    @Test
    void shouldWriteAsReleased() throws Exception {
        Golden.assertUnchanged("device-allocator-v1", serializer.write(allocator()));
    }

    @Test
    void shouldReadReleasedState() throws Exception {
        byte[] released = Golden.read("device-allocator-v1");

        DeviceAllocator allocator = serializer.read("device0", released);

        assertThat(serializer.write(allocator)).isEqualTo(released);
        assertThat(allocator.nextCommandSequence()).isEqualTo(1);
        assertThat(allocator.claims()).containsOnlyKeys("device0/a", "device0/b");
        assertThat(allocator.claims().get("device0/a").shareBytes).isPositive();
        long nextWindow = SETTINGS.window().indexOf(Traffic.nanos(150));
        assertThat(allocator.waiting()).containsOnlyKeys(nextWindow);
        assertThat(allocator.waiting().get(nextWindow)).containsExactly(forecast("a", 200, 7000));
        assertThat(allocator.endWindow("device0", nextWindow))
                .isEqualTo(allocator().endWindow("device0", nextWindow));
    }

    @Test
    void shouldRefuseUnknownVersionAndCutBytes() throws Exception {
        byte[] released = Golden.read("device-allocator-v1");
        for (int length = 0; length < released.length; length++) {
            byte[] cut = Arrays.copyOf(released, length);
            assertThatThrownBy(() -> serializer.read("device0", cut))
                    .isInstanceOf(IOException.class);
        }
        released[3] = 3;
        assertThatThrownBy(() -> serializer.read("device0", released))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown version of device allocation state: version=3, supported=1");
    }

    private static DeviceAllocator allocator() {
        var allocator = new DeviceAllocator("device0", new PolicyTable(SETTINGS));
        allocator.await(forecast("a", 100, 5000));
        allocator.await(forecast("b", 100, 1000));
        allocator.await(forecast("a", 200, 7000));
        allocator.endWindow("device0", SETTINGS.window().indexOf(Traffic.nanos(50)));
        allocator.takeCommandSequence();
        return allocator;
    }

    private static DemandForecast forecast(String function, long endMillis, long bytes) {
        return new DemandForecast(
                "device0/" + function,
                Traffic.nanos(endMillis),
                100_000_000L,
                3L,
                bytes,
                2.5,
                0.5 * (double) bytes,
                2.0 * (double) bytes);
    }
}
