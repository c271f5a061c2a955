package io.forebay.traces.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.TrafficElement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapSourceTest {
    private static final int ETHERNET = 1;
    private static final byte[] FRAME = new byte[60];

    private static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    private static CaptureFiles frames(ByteOrder order, int count) {
        CaptureFiles file = new CaptureFiles(order).pcapHeader(0xa1b2c3d4L, 65535, ETHERNET);
        for (int i = 0; i < count; i++) {
            file.pcapRecord(1_000 + i, 5, 60 + i, FRAME);
        }
        return file;
    }

    @Test
    void shouldReadTimesWhenMicrosecondsOrNanoseconds() {
        for (ByteOrder order : orders()) {
            var micros = new CaptureFiles(order).pcapHeader(0xa1b2c3d4L, 0, ETHERNET);
            var nanos = new CaptureFiles(order).pcapHeader(0xa1b23c4dL, 0, ETHERNET);
            micros.pcapRecord(0xffff_ffffL, 999_999, 60, FRAME);
            nanos.pcapRecord(0xffff_ffffL, 999_999_999, 60, FRAME);

            assertThat(ReadResult.of(micros.bytes()).times())
                    .containsExactly(4_294_967_295_999_999_000L);
            assertThat(ReadResult.of(nanos.bytes()).times())
                    .containsExactly(4_294_967_295_999_999_999L);
        }
    }

    @Test
    void shouldReadModifiedFormat() {
        for (ByteOrder order : orders()) {
            var file = new CaptureFiles(order).pcapHeader(0xa1b2cd34L, 65535, ETHERNET);
            file.modifiedRecord(7, 1, FRAME).modifiedRecord(8, 2, FRAME);

            ReadResult result = ReadResult.of(file.bytes());

            assertThat(result.times()).containsExactly(7_000_001_000L, 8_000_002_000L);
            assertThat(result.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldKeepOriginalLengthWhenSnapLengthCutsFrame() {
        byte[] file =
                new CaptureFiles(ByteOrder.BIG_ENDIAN)
                        .pcapHeader(0xa1b2c3d4L, 60, ETHERNET)
                        .pcapRecord(1, 0, 9000, FRAME)
                        .bytes();

        ReadResult result = ReadResult.of(file);
        assertThat(result.only().getLengthBytes()).isEqualTo(9000);
    }

    @Test
    void shouldSayWhereWhenFileEndsInsideRecord() {
        byte[] whole = frames(ByteOrder.LITTLE_ENDIAN, 3).bytes();
        byte[] cut = Arrays.copyOf(whole, whole.length - 10);

        ReadResult result = ReadResult.of(cut);

        assertThat(result.elements()).hasSize(2);
        assertThat(result.deadLetters()).hasSize(1);
        assertThat(result.deadLetters().get(0).getPosition()).isEqualTo(24 + 2 * 76);
        assertThat(result.deadLetters().get(0).getPositionUnit()).isEqualTo("byte");
        assertThat(result.deadLetters().get(0).getOrigin()).isEqualTo("test.pcap");
        assertThat(result.reasons().get(0))
                .contains("file ends inside a record", "bytesLeft=50", "bytes unread=66");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15})
    void shouldSayWhereWhenFileEndsInsideRecordHeader(int bytes) {
        byte[] file = frames(ByteOrder.LITTLE_ENDIAN, 1).raw(new byte[bytes]).bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.elements()).hasSize(1);
        assertThat(result.reasons())
                .containsExactly(
                        "file ends inside a record header: bytes="
                                + bytes
                                + "; bytes unread="
                                + bytes);
    }

    @Test
    void shouldSkipOnlyTheRecordWhenItIsLongerThanTheSnapLength() {
        byte[] file =
                new CaptureFiles(ByteOrder.LITTLE_ENDIAN)
                        .pcapHeader(0xa1b2c3d4L, 64, ETHERNET)
                        .pcapRecord(1, 0, 60, FRAME)
                        .pcapRecord(2, 0, 100, new byte[100])
                        .pcapRecord(3, 0, 60, FRAME)
                        .bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.times()).containsExactly(1_000_000_000L, 3_000_000_000L);
        assertThat(result.reasons()).hasSize(1);
        assertThat(result.reasons().get(0)).contains("longer than the snap length");
    }

    @Test
    void shouldFindNextRecordWhenLengthIsCorrupt() {
        byte[] file = frames(ByteOrder.LITTLE_ENDIAN, 6).bytes();
        int corrupt = 24 + 2 * 76 + 8;
        file[corrupt + 3] = 0x7f;

        ReadResult result = ReadResult.of(file);

        assertThat(result.elements().stream().map(TrafficElement::getLengthBytes))
                .containsExactly(60L, 61L, 63L, 64L, 65L);
        assertThat(result.reasons()).hasSize(1);
        assertThat(result.reasons().get(0))
                .contains("captured length out of range", "resumed after bytes=76");
    }

    @Test
    void shouldFindSwallowedRecordsWhenLengthIsTooLargeButPossible() {
        byte[] file = frames(ByteOrder.LITTLE_ENDIAN, 6).bytes();
        file[24 + 76 + 8] = (byte) 200;

        ReadResult result = ReadResult.of(file);

        assertThat(result.elements().stream().map(TrafficElement::getLengthBytes))
                .containsExactly(60L, 62L, 63L, 64L, 65L);
        assertThat(result.reasons()).hasSize(1);
        assertThat(result.reasons().get(0)).contains("does not lead to another record");
    }

    @Test
    void shouldSayHowMuchRemainsUnreadWhenNoRecordIsFound() {
        byte[] noise = new byte[5_000];
        Arrays.fill(noise, (byte) 0xee);
        byte[] file = frames(ByteOrder.BIG_ENDIAN, 2).raw(noise).bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.elements()).hasSize(2);
        assertThat(result.reasons()).hasSize(1);
        assertThat(result.reasons().get(0)).endsWith("bytes unread=5000");
    }

    @Test
    void shouldReadOnWhenYearsLieBetweenRecords() {
        byte[] file =
                frames(ByteOrder.LITTLE_ENDIAN, 1)
                        .pcapRecord(2_000_000_000L, 0, 60, FRAME)
                        .pcapRecord(5, 0, 60, FRAME)
                        .bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.times())
                .containsExactly(1_000_000_005_000L, 2_000_000_000_000_000_000L, 5_000_000_000L);
    }

    @Test
    void shouldRefuseOtherFiles() {
        assertThat(ReadResult.of(new byte[0]).reasons()).containsExactly("the file is empty");
        assertThat(ReadResult.of(new byte[] {1, 2}).reasons().get(0))
                .startsWith("neither pcap nor pcapng");
        byte[] header = frames(ByteOrder.BIG_ENDIAN, 0).bytes();
        assertThat(ReadResult.of(header).deadLetters()).isEmpty();
        assertThat(ReadResult.of(Arrays.copyOf(header, 23)).reasons().get(0))
                .startsWith("file ends inside the file header: bytes=23");
        header[5] = 3;
        assertThat(ReadResult.of(header).reasons().get(0))
                .startsWith("unsupported pcap version: major=3");
    }

    @Test
    void shouldCountPacketsWhenLinkTypeIsUnknown() {
        byte[] file =
                new CaptureFiles(ByteOrder.LITTLE_ENDIAN)
                        .pcapHeader(0xa1b2c3d4L, 0, 105)
                        .pcapRecord(1, 0, 60, FRAME)
                        .pcapRecord(2, 0, 60, FRAME)
                        .bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.elements()).isEmpty();
        assertThat(result.reasons())
                .containsExactly(
                        "unknown link type: linkType=105, interface=0",
                        "packets of an unknown link type left out: packets=2, linkType=105,"
                                + " interface=0");
    }

    @Test
    void shouldRefuseEmptyPacketButTakeOneWithoutCapturedBytes() {
        byte[] file =
                new CaptureFiles(ByteOrder.LITTLE_ENDIAN)
                        .pcapHeader(0xa1b2c3d4L, 0, ETHERNET)
                        .pcapRecord(1, 0, 0, new byte[0])
                        .pcapRecord(2, 0, 1500, new byte[0])
                        .bytes();

        ReadResult result = ReadResult.of(file);

        assertThat(result.only().getLengthBytes()).isEqualTo(1500);
        assertThat(result.reasons()).containsExactly("empty packet: originalLength=0");
    }

    @Test
    void shouldReadBackWhatWasWritten() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = new PcapWriter(out, PcapWriter.LINK_TYPE_ETHERNET)) {
            writer.write(1_234_567_890_123_456_789L, FRAME);
            assertThatThrownBy(() -> writer.write(-1, FRAME))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("timeNanos=-1");
        }

        assertThat(ReadResult.of(out.toByteArray()).times())
                .containsExactly(1_234_567_890_123_456_789L);
    }
}
