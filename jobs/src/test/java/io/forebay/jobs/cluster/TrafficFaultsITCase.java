package io.forebay.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.connectors.kafka.KafkaOptions;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.DeadLetter;
import io.forebay.schemas.TrafficElement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Traffic that is not as it should be: unusable records, and partitions that stall. */
@EnabledIfSystemProperty(
        named = "forebay.faults",
        matches = "true",
        disabledReason = "runs with ./mvnw verify -Pfaults")
class TrafficFaultsITCase extends OnOneCluster {
    private static final long ELEMENTS = 40_000;

    /** Event time of the traffic in two partitions, and of the stall of one of them. */
    private static final long END_SECONDS = 180;

    private static final long STALL_FROM = 30;
    private static final long STALL_TO = 160;
    private static final long DISORDER_SECONDS = 40;

    @Test
    void shouldSetPoisonAsideAndAnswerTheRestAsIfItWereNotThere() throws Exception {
        String well = capture("well", 1);
        bed.feed(well, Double.POSITIVE_INFINITY, ELEMENTS).get();
        Map<String, String> undisturbed = finish(bed.run("without-poison", well));

        String poisoned = capture("poisoned", 1);
        Map<String, String> disturbed = bed.run("poisoned", poisoned);
        String job = bed.submit(2, null, disturbed);
        List<byte[]> poison = poison();
        bed.feed(
                        poisoned,
                        1,
                        ELEMENTS / 2,
                        ELEMENTS / 2,
                        () -> {
                            for (byte[] value : poison) {
                                bed.topics().send(poisoned, "poison", value);
                            }
                            return null;
                        })
                .get();
        Map<String, List<byte[]>> actual = bed.awaitTags(commands(disturbed), ELEMENTS);
        bed.flink().cancel(job);
        bed.awaitState(job, "CANCELED");

        Commands.assertWithoutHolesAndRepeats(actual);
        Commands.assertSame(actual, bed.topics().committedByKey(commands(undisturbed)));
        assertThat(bed.flink().restoredCheckpoints(job)).isZero();
        List<String> reasons = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                bed.topics().committed(disturbed.get(KafkaOptions.DEAD_LETTERS_TOPIC.key()))) {
            DeadLetter letter = DeadLetter.getDecoder().decode(record.value());
            assertThat(letter.getOrigin()).isEqualTo("kafka topic " + poisoned + ", partition 0");
            positions.add(letter.getPosition());
            reasons.add(letter.getReason());
        }
        assertThat(positions)
                .containsExactly(
                        ELEMENTS / 2, ELEMENTS / 2 + 1, ELEMENTS / 2 + 2, ELEMENTS / 2 + 3);
        assertThat(reasons.get(0)).startsWith("record cannot be decoded");
        assertThat(reasons.get(1)).isEqualTo("record has no value");
        assertThat(reasons.get(2)).startsWith("record cannot be decoded");
        assertThat(reasons.get(3))
                .isEqualTo("event time is outside the clock: eventTimeNanos=" + Long.MAX_VALUE);
    }

    /** No record, no value, half a record, and one whose time would end all windows. */
    private static List<byte[]> poison() throws Exception {
        CaptureRecord record = PartitionTraffic.of("forebay0", 1, seconds -> seconds).get(0);
        byte[] whole = PartitionTraffic.bytesOf(record);
        ((TrafficElement) record.getBody()).setEventTimeNanos(Long.MAX_VALUE);
        return Arrays.asList(
                "no record".getBytes(StandardCharsets.UTF_8),
                null,
                Arrays.copyOf(whole, whole.length / 2),
                PartitionTraffic.bytesOf(record));
    }

    @Test
    void shouldGoOnWithTheOtherPartitionsWhenOneStallsAndLoseNothingWhenItReturns()
            throws Exception {
        String capture = capture("idle", 2);
        List<CaptureRecord> steady = PartitionTraffic.of("steady", END_SECONDS, seconds -> seconds);
        // Its device says nothing for two minutes, and is read on where it is by then.
        List<CaptureRecord> stalling =
                PartitionTraffic.of(
                        "stalling",
                        END_SECONDS - (STALL_TO - STALL_FROM),
                        seconds ->
                                seconds < STALL_FROM ? seconds : seconds + STALL_TO - STALL_FROM);
        Map<String, String> disturbed = bed.run("idle", capture);
        disturbed.put(KafkaOptions.IDLE_TIMEOUT.key(), "2 s");
        // Before and after the stall, one partition may be read ahead of the other.
        disturbed.put(KafkaOptions.MAX_DISORDER.key(), DISORDER_SECONDS + " s");
        String job = bed.submit(2, null, disturbed);
        int both =
                send(capture, 0, steady, 0, STALL_FROM) + send(capture, 1, stalling, 0, STALL_FROM);
        bed.awaitTags(commands(disturbed), both);

        send(capture, 0, steady, STALL_FROM, STALL_TO);
        awaitWindow(disturbed, "steady", STALL_TO - DISORDER_SECONDS - 1);

        send(capture, 1, stalling, STALL_TO, END_SECONDS);
        send(capture, 0, steady, STALL_TO, END_SECONDS);
        assertSame(job, disturbed, steady.size() + stalling.size());
    }

    @Test
    void shouldWaitForTheStalledPartitionWhenItIsNotToBeIdle() throws Exception {
        String capture = capture("held", 2);
        List<CaptureRecord> steady = PartitionTraffic.of("steady", END_SECONDS, seconds -> seconds);
        List<CaptureRecord> stalling =
                PartitionTraffic.of("stalling", END_SECONDS, seconds -> seconds);
        Map<String, String> disturbed = bed.run("held", capture);
        String job = bed.submit(2, null, disturbed);
        send(capture, 0, steady, 0, END_SECONDS);
        send(capture, 1, stalling, 0, STALL_FROM);

        awaitWindow(disturbed, "stalling", STALL_FROM - 1);
        bed.awaitCheckpoints(job, 5);
        // Paused where it runs ahead by more than the drift that is allowed.
        assertThat(Commands.tags(bed.topics().committedByKey(commands(disturbed))))
                .isLessThan(steady.size());

        send(capture, 1, stalling, STALL_FROM, END_SECONDS);
        assertSame(job, disturbed, steady.size() + stalling.size());
    }

    private static String capture(String name, int partitions) throws Exception {
        String topic = name + ".capture";
        bed.topics().create(List.of(topic), partitions);
        return topic;
    }

    private static String commands(Map<String, String> run) {
        return run.get(KafkaOptions.COMMANDS_TOPIC.key());
    }

    /** Writes what happens in a span of seconds; tells how many elements that are. */
    private static int send(
            String topic, int partition, List<CaptureRecord> traffic, long from, long to)
            throws Exception {
        List<CaptureRecord> part = PartitionTraffic.between(traffic, from, to);
        bed.topics().send(topic, partition, part);
        return part.size();
    }

    /** Waits until a device's window that ends so late is answered. */
    private static void awaitWindow(Map<String, String> run, String device, long seconds) {
        long endNanos = ClusterBed.START_NANOS + Duration.ofSeconds(seconds).toNanos();
        String topic = run.get(KafkaOptions.ALLOCATIONS_TOPIC.key());
        await().atMost(ClusterBed.PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () ->
                                assertThat(bed.topics().committedByKey(topic).get(device))
                                        .isNotNull()
                                        .last()
                                        .satisfies(
                                                value ->
                                                        assertThat(
                                                                        Commands.decode(value)
                                                                                .getCauseTimeNanos())
                                                                .isGreaterThanOrEqualTo(endNanos)));
    }

    private static void assertSame(String job, Map<String, String> disturbed, int elements)
            throws Exception {
        Map<String, List<byte[]>> actual = bed.awaitTags(commands(disturbed), elements);
        bed.flink().cancel(job);
        bed.awaitState(job, "CANCELED");
        assertThat(Commands.tags(actual)).isEqualTo(elements);
        Commands.assertWithoutHolesAndRepeats(actual);
        assertThat(bed.topics().committed(disturbed.get(KafkaOptions.LATE_ELEMENTS_TOPIC.key())))
                .isEmpty();

        String name = disturbed.get(KafkaOptions.GROUP.key());
        Map<String, String> undisturbed =
                bed.run(name + "-well", disturbed.get(KafkaOptions.CAPTURE_TOPIC.key()));
        finish(undisturbed);
        Commands.assertSame(actual, bed.topics().committedByKey(commands(undisturbed)));
    }

    /** Runs a job to the end of what is there. */
    private static Map<String, String> finish(Map<String, String> run) throws Exception {
        run.put(KafkaOptions.BOUNDED.key(), "true");
        bed.awaitState(bed.submit(2, null, run), "FINISHED");
        return run;
    }
}
