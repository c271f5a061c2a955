package io.forebay.connectors.gateway.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.connectors.gateway.Records;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CaptureCursorTest {
    @Test
    void shouldSeeNoGapWhenOffsetIsNext() {
        var cursor = new CaptureCursor(1, 5);
        assertThat(cursor.isRepeated(Records.read(5))).isFalse();
        assertThat(cursor.gapBefore(Records.read(5))).isNull();
        cursor.advance(Records.read(5));
        assertThat(cursor.nextOffset()).isEqualTo(6);
        assertThat(cursor.isRepeated(Records.read(5))).isTrue();
    }

    @Test
    void shouldMakeGapWhenOffsetsAreMissing() {
        var cursor = new CaptureCursor(1, 5);
        assertThat(cursor.gapBefore(Records.read(9)))
                .isEqualTo(
                        new CaptureRecord(
                                5L, new CaptureGap("nvme0", Records.timeNanos(9), 5L, 9L, false)));
    }

    @Test
    void shouldPassGapOfGatewayOnWhenItFits() {
        var cursor = new CaptureCursor(1, 5);
        CaptureRecord gap = Records.gap(5, 5, 9);
        assertThat(cursor.gapBefore(gap)).isSameAs(gap);
        cursor.advance(gap);
        assertThat(cursor.nextOffset()).isEqualTo(9);
        assertThat(cursor.isRepeated(gap)).isTrue();
    }

    @Test
    void shouldCutGapOfGatewayWhenPartIsKnown() {
        var cursor = new CaptureCursor(1, 7);
        assertThat(cursor.gapBefore(Records.gap(0, 0, 9))).isEqualTo(Records.gap(7, 7, 9));
    }

    @Test
    void shouldLeaveHoleOpenWhenRecordBehindItIsSkipped() {
        var cursor = new CaptureCursor(1, 5);
        cursor.skip(5);
        assertThat(cursor.nextOffset()).isEqualTo(6);
        cursor.skip(8);
        assertThat(cursor.nextOffset()).isEqualTo(6);
        cursor.skip(2);
        assertThat(cursor.nextOffset()).isEqualTo(6);
    }

    /** Whatever the gateway sends, each offset is delivered once, in order. */
    @Property
    void shouldCoverEachOffsetOnce(
            @ForAll @IntRange(max = 50) int start,
            @ForAll @Size(max = 40) List<@IntRange(max = 60) Integer> offsets,
            @ForAll @Size(value = 40) List<@IntRange(max = 9) Integer> gapLengths) {
        var cursor = new CaptureCursor(1, start);
        long covered = start;
        for (int i = 0; i < offsets.size(); i++) {
            long offset = offsets.get(i);
            int gapLength = gapLengths.get(i);
            // A third of them are gaps.
            CaptureRecord record =
                    gapLength < 3
                            ? Records.gap(offset, offset, offset + gapLength)
                            : Records.read(offset);
            if (cursor.isRepeated(record)) {
                continue;
            }
            CaptureRecord gap = cursor.gapBefore(record);
            if (gap != null) {
                var body = (CaptureGap) gap.getBody();
                assertThat(gap.getOffset()).isEqualTo(covered);
                assertThat(body.getFirstOffset()).isEqualTo(covered);
                assertThat(body.getNextOffset()).isGreaterThan(covered);
                covered = body.getNextOffset();
            }
            cursor.advance(record);
            if (!(record.getBody() instanceof CaptureGap)) {
                assertThat(record.getOffset()).isEqualTo(covered);
                covered++;
            }
            assertThat(cursor.nextOffset()).isEqualTo(covered);
        }
    }
}
