package io.forebay.schemas.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.forebay.schemas.AppliedAllocation;
import io.forebay.schemas.BufferAllocation;
import io.forebay.schemas.CaptureGap;
import io.forebay.schemas.CaptureRecord;
import io.forebay.schemas.ClockTick;
import io.forebay.schemas.Completion;
import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.DeviceReset;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.FunctionShare;
import io.forebay.schemas.LateTag;
import io.forebay.schemas.ModelUpdate;
import io.forebay.schemas.Operation;
import io.forebay.schemas.PrefetchCommand;
import io.forebay.schemas.PrefetchOutcome;
import io.forebay.schemas.PrefetchResult;
import io.forebay.schemas.PriorityTag;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.Command;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What goes over the wire comes back equal, whatever the fields hold. */
class GatewayMessagesPropertyTest {
    @Property
    void shouldKeepAnyCaptureRecord(@ForAll("captureRecords") CaptureRecord record)
            throws InvalidProtocolBufferException {
        byte[] wire = GatewayMessages.toProto(record).toByteArray();
        var received = io.forebay.schemas.gateway.v1.CaptureRecord.parseFrom(wire);
        assertThat(GatewayMessages.fromProto(received)).isEqualTo(record);
        assertThat(GatewayMessages.toProto(GatewayMessages.fromProto(received)))
                .isEqualTo(received);
    }

    @Property
    void shouldKeepAnyCommand(@ForAll("commands") ControlCommand command)
            throws InvalidProtocolBufferException {
        byte[] wire = GatewayMessages.toProto(command).toByteArray();
        Command received = Command.parseFrom(wire);
        assertThat(GatewayMessages.fromProto(received)).isEqualTo(command);
        assertThat(GatewayMessages.toProto(GatewayMessages.fromProto(received)))
                .isEqualTo(received);
    }

    @Provide
    Arbitrary<CaptureRecord> captureRecords() {
        Arbitrary<Object> bodies =
                Arbitraries.oneOf(
                        elements().map(Object.class::cast),
                        completions().map(Object.class::cast),
                        deviceBodies());
        return Combinators.combine(Arbitraries.longs(), bodies).as(CaptureRecord::new);
    }

    private static Arbitrary<TrafficElement> elements() {
        Arbitrary<TrafficElement> first =
                Combinators.combine(
                                ids(),
                                Arbitraries.longs(),
                                Arbitraries.longs(),
                                Arbitraries.of(ElementKind.class),
                                Arbitraries.of(Operation.class),
                                Arbitraries.longs(),
                                Arbitraries.longs())
                        .as(
                                (id, sequence, time, kind, operation, address, length) ->
                                        new TrafficElement(
                                                id, sequence, time, kind, operation, address,
                                                length, 0L, 0L, 0, false));
        return Combinators.combine(
                        first,
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.integers(),
                        Arbitraries.of(true, false))
                .as(
                        (element, domain, correlation, trafficClass, relaxed) -> {
                            element.setOrderingDomain(domain);
                            element.setCorrelationId(correlation);
                            element.setTrafficClass(trafficClass);
                            element.setRelaxedOrdering(relaxed);
                            return element;
                        });
    }

    private static Arbitrary<Completion> completions() {
        return Combinators.combine(
                        ids(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.integers(),
                        Arbitraries.integers(),
                        Arbitraries.of(true, false))
                .as(Completion::new);
    }

    private static Arbitrary<Object> deviceBodies() {
        Arbitrary<Long> numbers = Arbitraries.longs();
        return Arbitraries.oneOf(
                Combinators.combine(ids(), numbers, numbers, numbers).as(AppliedAllocation::new),
                Combinators.combine(
                                ids(),
                                numbers,
                                Arbitraries.of(PrefetchResult.class),
                                numbers,
                                Arbitraries.integers())
                        .as(PrefetchOutcome::new),
                Combinators.combine(ids(), numbers, numbers, numbers).as(LateTag::new),
                Combinators.combine(ids(), numbers, ids()).as(DeviceReset::new),
                Combinators.combine(ids(), numbers).as(ClockTick::new),
                Combinators.combine(ids(), numbers, numbers, numbers, Arbitraries.of(true, false))
                        .as(CaptureGap::new));
    }

    @Provide
    Arbitrary<ControlCommand> commands() {
        Arbitrary<Long> numbers = Arbitraries.longs();
        return ids().flatMap(
                        target ->
                                Combinators.combine(
                                                numbers, numbers, numbers, commandBodies(target))
                                        .as(
                                                (sequence, cause, expiry, body) ->
                                                        new ControlCommand(
                                                                target, sequence, cause, expiry,
                                                                body)));
    }

    private static Arbitrary<Object> commandBodies(String target) {
        Arbitrary<Long> numbers = Arbitraries.longs();
        Arbitrary<Integer> counts = Arbitraries.integers();
        Arbitrary<Double> reals = Arbitraries.doubles();
        Arbitrary<FunctionShare> shares =
                Combinators.combine(
                                ids(), numbers, numbers.injectNull(0.3), numbers.injectNull(0.3))
                        .as(FunctionShare::new);
        Arbitrary<ByteBuffer> snapshots =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(64).map(ByteBuffer::wrap);
        return Arbitraries.oneOf(
                Combinators.combine(numbers, counts, reals)
                        .as(
                                (sequence, priority, rest) ->
                                        new PriorityTag(target, sequence, priority, rest)),
                Combinators.combine(numbers, counts, reals)
                        .as(
                                (first, count, odds) ->
                                        new PrefetchCommand(target, first, count, odds)),
                Combinators.combine(numbers, numbers, shares.list().ofMaxSize(4))
                        .as((end, budget, list) -> new BufferAllocation(target, end, budget, list)),
                Combinators.combine(
                                numbers, counts, snapshots, Arbitraries.integers().between(0, 9))
                        .as(
                                (trained, version, bytes, subtask) ->
                                        new ModelUpdate(
                                                target,
                                                trained,
                                                version,
                                                bytes,
                                                subtask,
                                                subtask + 1)));
    }

    /** Any text that has a UTF-8 form. */
    private static Arbitrary<String> ids() {
        return Arbitraries.strings()
                .ofMaxLength(40)
                .filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c)));
    }
}
