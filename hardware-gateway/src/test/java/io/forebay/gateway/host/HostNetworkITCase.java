package io.forebay.gateway.host;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.schemas.gateway.v1.Action;
import io.forebay.schemas.gateway.v1.BufferAllocation;
import io.forebay.schemas.gateway.v1.Capabilities;
import io.forebay.schemas.gateway.v1.CaptureRecord;
import io.forebay.schemas.gateway.v1.CommandResult;
import io.forebay.schemas.gateway.v1.CommandStatus;
import io.forebay.schemas.gateway.v1.HardwareKind;
import io.forebay.schemas.gateway.v1.TrafficElement;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An interface as hardware, on a cable in a network namespace of the test's own. */
class HostNetworkITCase {
    private static final int PORT_A = 5001;
    private static final int PORT_B = 5002;
    private static final long SLOW_BITS_PER_SECOND = 1_000_000;

    private VethPair veth;

    @BeforeEach
    void connect() {
        veth = VethPair.create();
    }

    @AfterEach
    void disconnect() {
        // None where the test is skipped.
        if (veth != null) {
            veth.close();
        }
    }

    @Test
    void shouldCaptureFramesAsElementsWhenTheyPass() throws Exception {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            frames.add(UdpFrames.frame(PORT_A, 100 + i));
            frames.add(UdpFrames.frame(9, 200 + i, 5));
            frames.add(UdpFrames.frame(10, 1_400 + i));
        }
        try (GatewayServer gateway = start(VethPair.RECEIVING, OptionalLong.empty());
                HostClient client = new HostClient(gateway).capture()) {
            long before = nowNanos();
            veth.send(frames).get();
            await().atMost(60, SECONDS)
                    .until(() -> gateway.progress().elementsCaptured() >= frames.size());
            long after = nowNanos();
            await().atMost(60, SECONDS).until(() -> client.elements("host/fb1").count() >= 50);
            assertThat(lengths(client, "host/a")).containsExactlyElementsOf(lengthsFrom(100));
            assertThat(lengths(client, "host/vlan-5")).containsExactlyElementsOf(lengthsFrom(204));
            assertThat(lengths(client, "host/fb1")).containsExactlyElementsOf(lengthsFrom(1_400));
            for (String function : List.of("host/a", "host/vlan-5", "host/fb1")) {
                List<TrafficElement> elements = client.elements(function).toList();
                assertThat(elements.stream().map(TrafficElement::getSequence))
                        .containsExactlyElementsOf(
                                IntStream.range(0, 50).mapToObj(Long::valueOf).toList());
                assertThat(elements.stream().map(TrafficElement::getEventTimeNanos))
                        .isSorted()
                        .allSatisfy(time -> assertThat(time).isBetween(before, after));
            }
            await().atMost(60, SECONDS)
                    .until(() -> client.records.stream().anyMatch(CaptureRecord::hasClockTick));
        }
    }

    @Test
    void shouldSayWhatItSupportsAndRefuseTheRestWhenOnlyCapturing() throws Exception {
        try (GatewayServer gateway = start(VethPair.RECEIVING, OptionalLong.empty());
                HostClient client = new HostClient(gateway)) {
            Capabilities capabilities = client.capabilities();
            assertThat(capabilities.getHardware()).isEqualTo(HardwareKind.HARDWARE_KIND_LINUX_HOST);
            assertThat(capabilities.getHardwareDetail()).contains("fb1 (captured only)");
            assertThat(capabilities.getActionsList()).isEmpty();
            assertThat(capabilities.getFunctionIdsList())
                    .containsExactly("host/a", "host/b", "host/fb1");
            veth.send(List.of(UdpFrames.frame(PORT_A, 100))).get();
            await().atMost(60, SECONDS).until(() -> gateway.progress().elementsCaptured() >= 1);
            refused(client.tag("host/a", 0, 7), "without a rate");
            refused(client.prefetch("host/a", 0, 1, Long.MAX_VALUE), "no file");
            refused(
                    client.send(
                            client.command("host", Long.MAX_VALUE)
                                    .setAllocation(BufferAllocation.newBuilder())),
                    "does not support this action: action=BufferAllocation");
        }
    }

    @Test
    void shouldBringPrioritiesToTheKernelAndTakeThemAwayAtTheEnd() throws Exception {
        String before = veth.tc("qdisc", "show", "dev", VethPair.SENDING);
        try (GatewayServer gateway = startOrdered();
                HostClient client = new HostClient(gateway)) {
            assertThat(client.capabilities().getActionsList()).containsExactly(Action.ACTION_TAG);
            captureOneOfEach(gateway);
            assertThat(client.tag("host/a", 0, 7).getStatus())
                    .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
            assertThat(client.tag("host/b", 0, 0).getStatus())
                    .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
            await().atMost(60, SECONDS)
                    .untilAsserted(
                            () ->
                                    assertThat(classes())
                                            .contains("class htb f0eb:11 parent f0eb:1 prio 0")
                                            .contains("class htb f0eb:12 parent f0eb:1 prio 7"));
            assertThat(veth.tc("filter", "show", "dev", VethPair.SENDING, "parent", "f0eb:"))
                    .contains("flowid f0eb:11")
                    .contains("flowid f0eb:12");
        }
        assertThat(veth.tc("qdisc", "show", "dev", VethPair.SENDING)).isEqualTo(before);
    }

    @Test
    void shouldRefuseWithReasonWhenTheKernelDoesNotTakeThePriority() throws Exception {
        try (GatewayServer gateway = startOrdered();
                HostClient client = new HostClient(gateway)) {
            captureOneOfEach(gateway);
            veth.tc("qdisc", "del", "dev", VethPair.SENDING, "root");
            refused(client.tag("host/a", 0, 7), "priority could not be changed: tc");
            refused(client.tag("host/a", 0, 6), "priority could not be changed: tc");
            assertThat(client.tag("host/b", 0, 3).getStatus())
                    .as("nothing is to be changed")
                    .isEqualTo(CommandStatus.COMMAND_STATUS_ACCEPTED);
        }
    }

    @Test
    void shouldNotTouchAQueueThatSomebodyElseHasSetUp() throws Exception {
        veth.tc("qdisc", "add", "dev", VethPair.SENDING, "root", "handle", "7:", "htb");
        assertThatThrownBy(this::startOrdered)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is set up by somebody else: kind=htb, handle=7:");
        assertThat(veth.tc("qdisc", "show", "dev", VethPair.SENDING)).contains("qdisc htb 7:");
    }

    @Test
    void shouldTakeOverTheQueueThatAKilledGatewayLeft() throws Exception {
        veth.tc("qdisc", "add", "dev", VethPair.SENDING, "root", "handle", "f0eb:", "htb");
        try (GatewayServer gateway = startOrdered()) {
            assertThat(gateway.port()).isPositive();
            assertThat(classes()).contains("class htb f0eb:12");
        }
    }

    @Test
    void shouldFailClearlyWhenInterfaceOrFilterIsWrong() {
        assertThatThrownBy(() -> start("fb7", OptionalLong.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot capture on fb7")
                .hasMessageContaining("CAP_NET_RAW");
        assertThatThrownBy(
                        () ->
                                start(
                                        new NetworkSettings(
                                                VethPair.SENDING,
                                                Optional.of(veth.namespace),
                                                OptionalLong.empty(),
                                                Map.of("x", "udp prot 5"),
                                                256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("filter of flow x is not understood: filter=udp prot 5");
        assertThatThrownBy(
                        () ->
                                start(
                                        new NetworkSettings(
                                                VethPair.SENDING,
                                                Optional.of("no-such-namespace"),
                                                OptionalLong.empty(),
                                                Map.of(),
                                                256)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot enter network namespace no-such-namespace");
    }

    /** Two equal backlogs leave at 1 Mbit/s: whose flow is urgent leaves first, whichever it is. */
    @Test
    void shouldLetTheUrgentFlowPassFirstWhenTheInterfaceIsTheBottleneck() throws Exception {
        try (GatewayServer gateway = startOrdered();
                GatewayServer observer = start(VethPair.RECEIVING, OptionalLong.empty());
                HostClient client = new HostClient(gateway);
                HostClient observed = new HostClient(observer).capture()) {
            captureOneOfEach(gateway);
            await().atMost(60, SECONDS).until(() -> observed.elements("host/b").count() == 1);
            double aFirst = meanRankOfA(client, observed, 7, 0);
            double bFirst = meanRankOfA(client, observed, 0, 7);
            // Ranks are 0 to 1: all of one before all of the other is 0.25 against 0.75.
            assertThat(aFirst).isLessThan(0.4);
            assertThat(bFirst).isGreaterThan(0.6);
        }
    }

    private double meanRankOfA(HostClient client, HostClient observed, int a, int b)
            throws Exception {
        int frames = 60;
        long before = observed.elements("host/a").count();
        client.tag("host/a", 0, a);
        client.tag("host/b", 0, b);
        await().atMost(60, SECONDS)
                .until(
                        () ->
                                classes().contains("f0eb:11 parent f0eb:1 prio " + (7 - a))
                                        && classes()
                                                .contains("f0eb:12 parent f0eb:1 prio " + (7 - b)));
        Future<Void> sentB = veth.send(Collections.nCopies(frames, UdpFrames.frame(PORT_B, 1_000)));
        Future<Void> sentA = veth.send(Collections.nCopies(frames, UdpFrames.frame(PORT_A, 1_000)));
        sentA.get();
        sentB.get();
        await().atMost(120, SECONDS)
                .until(
                        () ->
                                observed.elements("host/a").count() == before + frames
                                        && observed.elements("host/b").count() == before + frames);
        List<String> order =
                observed.records.stream()
                        .filter(CaptureRecord::hasElement)
                        .map(entry -> entry.getElement().getFunctionId())
                        .filter(id -> id.equals("host/a") || id.equals("host/b"))
                        .skip(2 * before)
                        .toList();
        return IntStream.range(0, order.size())
                .filter(i -> order.get(i).equals("host/a"))
                .mapToDouble(i -> (double) i / order.size())
                .average()
                .orElseThrow();
    }

    private void captureOneOfEach(GatewayServer gateway) throws Exception {
        veth.send(List.of(UdpFrames.frame(PORT_A, 100), UdpFrames.frame(PORT_B, 100))).get();
        await().atMost(60, SECONDS).until(() -> gateway.progress().elementsCaptured() >= 2);
    }

    private static void refused(CommandResult result, String reason) {
        assertThat(result.getStatus()).isEqualTo(CommandStatus.COMMAND_STATUS_UNSUPPORTED);
        assertThat(result.getDetail()).contains(reason);
    }

    private String classes() throws IOException {
        return veth.tc("class", "show", "dev", VethPair.SENDING);
    }

    private GatewayServer startOrdered() throws IOException {
        return start(VethPair.SENDING, OptionalLong.of(SLOW_BITS_PER_SECOND));
    }

    private GatewayServer start(String interfaceName, OptionalLong rate) throws IOException {
        return start(
                new NetworkSettings(
                        interfaceName,
                        Optional.of(veth.namespace),
                        rate,
                        Collections.unmodifiableMap(
                                new java.util.TreeMap<>(
                                        Map.of(
                                                "a", "udp dst port " + PORT_A,
                                                "b", "udp dst port " + PORT_B))),
                        256));
    }

    private static GatewayServer start(NetworkSettings network) throws IOException {
        var settings =
                GatewaySettings.builder("host").pacing(Pacing.live(1)).withBaseline(false).build();
        return HostHardware.start(
                settings, new HostSettings(Optional.of(network), Map.of(), 64), null);
    }

    private static List<Long> lengths(HostClient client, String function) {
        return client.elements(function).map(TrafficElement::getLengthBytes).toList();
    }

    private static List<Long> lengthsFrom(int first) {
        return IntStream.range(first, first + 50).mapToObj(Long::valueOf).toList();
    }

    private static long nowNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
