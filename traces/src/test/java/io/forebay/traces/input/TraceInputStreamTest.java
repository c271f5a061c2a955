package io.forebay.traces.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.schemas.DeadLetter;
import io.forebay.traces.block.SampleTraces;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TraceInputStreamTest {
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    @Test
    void shouldGivePlainBytesUnchanged() throws IOException {
        byte[] bytes = random(300_000);
        assertThat(read(bytes)).isEqualTo(bytes);
        assertThat(read(new byte[] {0x1f})).containsExactly(0x1f);
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void shouldReportEmptyFileOnce() throws IOException {
        for (byte[] file : new byte[][] {{}, SampleTraces.gzip(new byte[0])}) {
            deadLetters.clear();
            assertThat(read(file)).isEmpty();
            assertThat(deadLetters)
                    .containsExactly(new DeadLetter("file", 0L, "byte", "the file is empty", ""));
        }
    }

    @Test
    void shouldReadAgainWhatWasPeekedAt() throws IOException {
        byte[] bytes = random(300_000);
        var writer = new DeadLetterWriter("file", deadLetters::add);
        for (int count : new int[] {0, 1, 100_000, 300_000, 400_000}) {
            try (var in = TraceInputStream.open(new ByteArrayInputStream(bytes), writer)) {
                assertThat(in.peek(count))
                        .isEqualTo(Arrays.copyOf(bytes, Math.min(count, 300_000)));
                assertThat(in.readAllBytes()).isEqualTo(bytes);
                assertThatThrownBy(() -> in.peek(1)).isInstanceOf(IllegalStateException.class);
            }
        }
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void shouldUnpackMembersOneAfterTheOther() throws IOException {
        byte[] bytes = random(300_000);
        byte[] gzip =
                SampleTraces.gzip(
                        Arrays.copyOf(bytes, 100_000),
                        new byte[0],
                        Arrays.copyOfRange(bytes, 100_000, 300_000));
        assertThat(read(gzip)).isEqualTo(bytes);
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void shouldSkipExtraNameCommentAndChecksumOfHeader() throws IOException {
        byte[] plain = SampleTraces.gzip(new byte[] {7, 8});
        var gzip = new ByteArrayOutputStream();
        gzip.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3});
        gzip.write(new byte[] {3, 0, 1, 2, 3, 'n', 0, 'c', 'o', 0, 5, 6});
        gzip.write(plain, 10, plain.length - 10);
        assertThat(read(gzip.toByteArray())).containsExactly(7, 8);
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void shouldIgnoreZerosButReportAnythingElseAfterLastMember() throws IOException {
        byte[] gzip = SampleTraces.gzip(new byte[] {1, 2, 3});
        assertThat(read(Arrays.copyOf(gzip, gzip.length + 512))).containsExactly(1, 2, 3);
        assertThat(deadLetters).isEmpty();
        byte[] withGarbage = Arrays.copyOf(gzip, gzip.length + 5);
        withGarbage[gzip.length + 2] = 'x';
        assertThat(read(withGarbage)).containsExactly(1, 2, 3);
        assertThat(deadLetters)
                .containsExactly(
                        new DeadLetter(
                                "file",
                                3L,
                                "unpacked byte",
                                "the gzip file is damaged or cut off: what follows the last member"
                                        + " is not gzip",
                                ""));
    }

    @Property(tries = 300)
    void shouldGiveAllThatCanBeUnpackedWhenFileIsCutOff(
            @ForAll @IntRange(min = 2) int position, @ForAll @IntRange(max = 3_000) int size)
            throws IOException {
        byte[] bytes = random(size);
        byte[] gzip = SampleTraces.gzip(bytes);
        int length = 2 + position % (gzip.length - 2);
        deadLetters.clear();
        byte[] unpacked = read(Arrays.copyOf(gzip, length));
        assertThat(unpacked).isEqualTo(Arrays.copyOf(bytes, unpacked.length));
        if (length >= gzip.length - 8) {
            assertThat(unpacked).hasSize(size);
        }
        assertThat(deadLetters).hasSize(1);
        assertThat(deadLetters.get(0).getPosition()).isEqualTo(unpacked.length);
    }

    @Test
    void shouldReportWrongChecksumAfterTheBytes() throws IOException {
        byte[] bytes = random(100_000);
        byte[] gzip = SampleTraces.gzip(bytes);
        gzip[gzip.length - 8] ^= 1;
        assertThat(read(gzip)).isEqualTo(bytes);
        assertThat(deadLetters)
                .extracting(DeadLetter::getReason)
                .containsExactly("the gzip file is damaged or cut off: the checksum is wrong");
    }

    @Test
    void shouldThrowWhenDiskFails() throws IOException {
        byte[] gzip = SampleTraces.gzip(random(1_000_000));
        var failing =
                new SequenceInputStream(
                        new ByteArrayInputStream(gzip, 0, 200_000), new FailingStream());
        var in = TraceInputStream.open(failing, new DeadLetterWriter("file", deadLetters::add));
        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessage("disk");
        assertThat(deadLetters).isEmpty();
        assertThat(in.endedEarly()).isFalse();
    }

    private byte[] read(byte[] file) throws IOException {
        var writer = new DeadLetterWriter("file", deadLetters::add);
        try (var in = TraceInputStream.open(new ByteArrayInputStream(file), writer)) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        var random = new SplittableRandom(5);
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) random.nextInt(20);
        }
        return bytes;
    }

    private static final class FailingStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("disk");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            throw new IOException("disk");
        }
    }
}
