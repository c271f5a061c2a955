package io.forebay.shaping.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import org.junit.jupiter.api.Test;

class VisitedRegionsTest {
    private static final long MEBIBYTE = 1 << 20;

    private final VisitedRegions regions = new VisitedRegions();

    @Test
    void shouldKnowRegionOnceVisited() {
        assertThat(regions.visit(block(0))).isTrue();
        assertThat(regions.visit(block(4096))).isFalse();
        assertThat(regions.visit(block(MEBIBYTE))).isTrue();
        assertThat(regions.visit(block(MEBIBYTE - 1))).isFalse();
    }

    @Test
    void shouldForgetRegionsAfterTwoGenerations() {
        regions.visit(block(0));
        for (long i = 1; i <= 2_300; i++) {
            regions.visit(block(i * MEBIBYTE));
        }
        assertThat(regions.visit(block(0))).isTrue();
    }

    @Test
    void shouldTellMostNewRegionsOfALongScan() {
        int isNew = 0;
        for (long i = 0; i < 20_000; i++) {
            isNew += regions.visit(block(i * MEBIBYTE)) ? 1 : 0;
        }
        assertThat(isNew).isGreaterThan(18_000);
    }

    @Test
    void shouldGoOnAsBeforeAfterRestore() throws Exception {
        for (long i = 0; i < 1_500; i++) {
            regions.visit(block(i * 7 * MEBIBYTE));
        }
        var bytes = new ByteArrayOutputStream();
        regions.write(new DataOutputStream(bytes));
        VisitedRegions restored =
                VisitedRegions.read(
                        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        for (long i = 0; i < 4_000; i++) {
            TrafficElement element = block(i * 3 * MEBIBYTE);
            assertThat(restored.visit(element)).isEqualTo(regions.visit(element));
        }
    }

    private static TrafficElement block(long address) {
        return TrafficElement.newBuilder()
                .setFunctionId("d/f")
                .setSequence(0)
                .setEventTimeNanos(0)
                .setKind(ElementKind.BLOCK)
                .setOperation(Operation.READ)
                .setAddress(address)
                .setLengthBytes(4096)
                .setOrderingDomain(0)
                .setCorrelationId(0)
                .build();
    }
}
