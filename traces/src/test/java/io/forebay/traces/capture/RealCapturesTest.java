package io.forebay.traces.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts, lengths and times of real captures, as Wireshark's tshark reports them. */
class RealCapturesTest {
    private static final Path CAPTURES =
            Path.of(System.getProperty("forebay.data.dir", "."), "ethernet");

    @BeforeEach
    void requireCaptures() {
        assumeTrue(Files.isDirectory(CAPTURES), "no captures at forebay.data.dir");
    }

    private static ReadResult read(String file) throws IOException {
        return ReadResult.of(Files.newInputStream(CAPTURES.resolve(file)));
    }

    @ParameterizedTest
    @CsvSource({
        "zeek_smb2_100_small_files.pcap, 979, 1682504731439734000, 1682504749259582000, 223046",
        "zeek_nfs_write.pcap, 153, 1781089018820059000, 1781089020407946000, 22604",
        "zeek_get-to-ssh-server_nanosecond.pcap, 9, 1770126425732560000, 1770126426041811000, 1230",
        "ndpi_alexa-app.pcapng, 3103, 1490976022526783000, 1490976198776068000, 1171135",
        "tcpreplay_test.pcap, 179, 1278472579466743000, 1278472582723492000, 69000",
    })
    void shouldReadEveryFrame(
            String file, int frames, long firstNanos, long lastNanos, long totalBytes)
            throws IOException {
        ReadResult result = read(file);

        assertThat(result.deadLetters()).isEmpty();
        assertThat(result.elements()).hasSize(frames);
        assertThat(result.functions()).containsExactly("eth0/if0");
        assertThat(result.elements())
                .allMatch(e -> e.getKind() == ElementKind.ETHERNET)
                .allMatch(e -> e.getOperation() == Operation.FRAME)
                .allMatch(e -> ElementRules.violation(e) == null);
        assertThat(result.times().get(0)).isEqualTo(firstNanos);
        assertThat(result.times().get(frames - 1)).isEqualTo(lastNanos);
        assertThat(result.elements().stream().mapToLong(TrafficElement::getLengthBytes).sum())
                .isEqualTo(totalBytes);
        assertThat(result.elements().get(frames - 1).getSequence()).isEqualTo(frames - 1);
    }

    @Test
    void shouldGiveBothDirectionsOneFlowWhenConnectionIsCaptured() throws IOException {
        ReadResult result = read("zeek_get-to-ssh-server_nanosecond.pcap");

        assertThat(result.elements().stream().map(TrafficElement::getAddress).distinct())
                .hasSize(2);
        assertThat(result.elements().stream().map(e -> e.getAddress() >>> 1).distinct()).hasSize(1);
        assertThat(result.elements()).allMatch(e -> e.getOrderingDomain() == e.getAddress());
    }

    @Test
    void shouldMatchAnswersToReadsAndWritesWhenBlockStorageIsCaptured() throws IOException {
        ReadResult result = read("tcpdump_AoE_Linux.pcap");

        assertThat(result.deadLetters()).isEmpty();
        assertThat(result.elements()).hasSize(186);
        assertThat(result.functions()).containsExactly("eth0/e20.0", "eth0/if0");
        Map<Operation, Long> counts =
                result.elements().stream()
                        .collect(
                                Collectors.groupingBy(
                                        TrafficElement::getOperation, Collectors.counting()));
        // 69 reads, 11 writes and 3 identify commands, each answered; 20 configuration queries.
        assertThat(counts)
                .isEqualTo(
                        Map.of(
                                Operation.READ, 69L,
                                Operation.WRITE, 11L,
                                Operation.COMPLETION_WITH_DATA, 72L,
                                Operation.COMPLETION, 11L,
                                Operation.FRAME, 23L));
        var requests = new HashMap<Long, TrafficElement>();
        for (TrafficElement element : result.elements()) {
            Operation operation = element.getOperation();
            if (operation == Operation.READ || operation == Operation.WRITE) {
                requests.put(element.getCorrelationId(), element);
            } else if (operation == Operation.COMPLETION_WITH_DATA
                    && requests.containsKey(element.getCorrelationId())) {
                TrafficElement request = requests.get(element.getCorrelationId());
                assertThat(element.getFunctionId()).isEqualTo(request.getFunctionId());
                assertThat(element.getLengthBytes()).isEqualTo(request.getLengthBytes());
                assertThat(request.getOperation()).isEqualTo(Operation.READ);
            }
        }
        assertThat(requests).hasSize(80);
    }

    @Test
    void shouldAddressTheDriveWhenReadIsCaptured() throws IOException {
        List<TrafficElement> reads =
                read("tcpdump_AoE_Linux.pcap").elements().stream()
                        .filter(e -> e.getOperation() == Operation.READ)
                        .toList();

        assertThat(reads.get(0).getCorrelationId()).isEqualTo(0x0002cd63L);
        assertThat(reads.get(0).getAddress()).isZero();
        assertThat(reads.get(1).getAddress()).isEqualTo(2 * 512);
        assertThat(reads.get(1).getLengthBytes()).isEqualTo(2 * 512);
        assertThat(reads.get(1).getEventTimeNanos()).isEqualTo(1399212375703405000L);
    }

    /** The headers before the first packet are left alone: all depends on them. */
    @ParameterizedTest
    @CsvSource({
        "zeek_smb2_100_small_files.pcap, 979, 24",
        "zeek_nfs_write.pcap, 153, 24",
        "ndpi_alexa-app.pcapng, 3103, 48"
    })
    void shouldLoseFewFramesWhenOneByteIsWrong(String file, int frames, int headerBytes)
            throws IOException {
        byte[] whole = Files.readAllBytes(CAPTURES.resolve(file));
        var random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            byte[] damaged = whole.clone();
            int position = random.nextInt(headerBytes, whole.length);
            damaged[position] ^= (byte) random.nextInt(1, 256);

            ReadResult result = ReadResult.of(damaged);

            assertThat(result.elements())
                    .as("position=%d", position)
                    .hasSizeBetween(frames - 2, frames);
        }
    }

    @Test
    void shouldReadAllFramesBeforeTheCutWhenFileEndsEarly() throws IOException {
        byte[] whole = Files.readAllBytes(CAPTURES.resolve("zeek_nfs_write.pcap"));
        List<Long> times = ReadResult.of(whole).times();
        for (int length = 0; length < whole.length; length += 97) {
            ReadResult result = ReadResult.of(Arrays.copyOf(whole, length));

            assertThat(result.times()).isEqualTo(times.subList(0, result.elements().size()));
            assertThat(result.deadLetters()).hasSizeLessThanOrEqualTo(1);
            assertThat(result.elements().size()).isGreaterThanOrEqualTo(length / 1_600);
        }
    }
}
