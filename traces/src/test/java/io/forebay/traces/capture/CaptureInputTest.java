package io.forebay.traces.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CaptureInputTest {
    private static final int MANY = 3_000_000;

    /** Gives the bytes 0, 1, 2, ... a few at a time. */
    private static InputStream counting(int total) {
        return new InputStream() {
            private int next;

            @Override
            public int read() {
                return next == total ? -1 : next++ & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (next == total) {
                    return -1;
                }
                int count = Math.min(Math.min(length, 1 + next % 1_000), total - next);
                for (int i = 0; i < count; i++) {
                    target[offset + i] = (byte) next++;
                }
                return count;
            }
        };
    }

    @Test
    void shouldNotTakeMemoryWhenBytesDoNotArrive() throws IOException {
        try (var input = new CaptureInput(new ByteArrayInputStream(new byte[20]))) {
            int before = input.array().length;

            assertThat(input.ensure(CaptureInput.MAX_LOOKAHEAD_BYTES)).isEqualTo(20);
            assertThat(input.array()).hasSize(before);
        }
    }

    @Test
    void shouldStayBelowTwiceTheLookaheadWhenStreamIsLong() throws IOException {
        int total = 3 * CaptureInput.MAX_LOOKAHEAD_BYTES;
        try (var input = new CaptureInput(counting(total))) {
            input.ensure(CaptureInput.MAX_LOOKAHEAD_BYTES);
            input.consume(1_000);
            input.ensure(CaptureInput.MAX_LOOKAHEAD_BYTES);

            assertThat(input.array().length)
                    .isLessThanOrEqualTo(2 * CaptureInput.MAX_LOOKAHEAD_BYTES);
            assertThat(input.drain()).isEqualTo(total - 1_000);
            assertThat(input.position()).isEqualTo(total);
        }
    }

    @Test
    void shouldKeepBytesInOrderWhenReadAheadByAnyAmount() throws IOException {
        var random = new SplittableRandom(3);
        try (var input = new CaptureInput(counting(MANY))) {
            while (input.ensure(random.nextInt(200_000)) > 0 || input.ensure(1) > 0) {
                int available = input.ensure(1);
                assertThat(input.unsignedByte(0)).isEqualTo((int) input.position() & 0xff);
                assertThat(input.unsignedByte(available - 1))
                        .isEqualTo((int) (input.position() + available - 1) & 0xff);
                input.consume(1 + random.nextInt(available));
            }
            assertThat(input.position()).isEqualTo(MANY);
        }
    }

    @Test
    void shouldRejectWhatWasNotReadAhead() throws IOException {
        try (var input = new CaptureInput(counting(5))) {
            input.ensure(5);
            assertThatThrownBy(() -> input.consume(6))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not read ahead: bytes=6, available=5");
            assertThatThrownBy(() -> input.ensure(CaptureInput.MAX_LOOKAHEAD_BYTES + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bytes=");
        }
    }
}
