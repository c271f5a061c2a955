package io.forebay.jobs.cli;

import io.forebay.gateway.ring.RingEntry;
import io.forebay.gateway.ring.RingReader;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.capture.DescriptorPacket;
import io.forebay.traces.capture.PcapWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rings as one capture of descriptors with the link type USER15, in the order of arrival, so that
 * it can be replayed. Torn entries, and those after the year 2106, have no packet. Holds all
 * packets until it is closed.
 */
final class RingDumpPcap implements RingDump {
    private final PcapWriter out;
    private final List<Packet> packets = new ArrayList<>();
    private long leftOut;

    private static final class Packet {
        private final long timeNanos;
        private final byte[] bytes;

        Packet(long timeNanos, byte[] bytes) {
            this.timeNanos = timeNanos;
            this.bytes = bytes;
        }

        long timeNanos() {
            return timeNanos;
        }
    }

    RingDumpPcap(OutputStream out) throws IOException {
        this.out = new PcapWriter(out, PcapWriter.LINK_TYPE_USER15);
    }

    @Override
    public void ring(Path file, RingReader.Contents contents) throws IOException {
        for (RingEntry entry : contents.entries()) {
            if (entry.state() == RingEntry.State.TORN
                    || entry.arrivalNanos() > PcapWriter.MAX_TIME_NANOS) {
                leftOut++;
                continue;
            }
            int flags =
                    (entry.servedFromPrefetch() ? DescriptorPacket.FLAG_SERVED_FROM_PREFETCH : 0)
                            | (contents.isLost(entry) ? DescriptorPacket.FLAG_LOST : 0);
            var fate =
                    new DescriptorPacket.Fate(
                            stateCode(entry.state()),
                            flags,
                            entry.requestedPriority(),
                            entry.appliedPriority(),
                            entry.generation(),
                            entry.serviceStartNanos(),
                            entry.completedNanos());
            TrafficElement element = element(contents.header().functionId(), entry);
            packets.add(new Packet(entry.arrivalNanos(), DescriptorPacket.encode(element, fate)));
        }
    }

    private static int stateCode(RingEntry.State state) {
        return switch (state) {
            case DEFERRED -> 0;
            case QUEUED -> 1;
            case IN_SERVICE -> 2;
            case COMPLETED -> 3;
            case TORN -> throw new IllegalArgumentException("has no packet: state=" + state);
        };
    }

    private static TrafficElement element(String functionId, RingEntry entry) {
        return TrafficElement.newBuilder()
                .setFunctionId(functionId)
                .setSequence(entry.sequence())
                .setEventTimeNanos(entry.arrivalNanos())
                .setKind(entry.kind())
                .setOperation(entry.operation())
                .setAddress(entry.address())
                .setLengthBytes(entry.lengthBytes())
                .setOrderingDomain(entry.orderingDomain())
                .setCorrelationId(entry.correlationId())
                .setTrafficClass(entry.trafficClass())
                .setRelaxedOrdering(entry.relaxedOrdering())
                .build();
    }

    @Override
    public long leftOut() {
        return leftOut;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            packets.sort(Comparator.comparingLong(Packet::timeNanos));
            for (Packet packet : packets) {
                out.write(packet.timeNanos, packet.bytes);
            }
        }
    }
}
