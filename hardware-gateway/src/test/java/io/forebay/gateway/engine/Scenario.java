package io.forebay.gateway.engine;

import io.forebay.schemas.ControlCommand;
import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import io.forebay.schemas.gateway.v1.CommandStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A random mix of elements of all kinds and commands of all kinds; the same for a seed. */
final class Scenario {
    private static final Operation[] BLOCK = {
        Operation.READ, Operation.READ, Operation.WRITE, Operation.FLUSH, Operation.DISCARD
    };
    private static final Operation[] TLP = {
        Operation.READ,
        Operation.WRITE,
        Operation.MESSAGE,
        Operation.COMPLETION,
        Operation.COMPLETION_WITH_DATA,
        Operation.IO_WRITE,
        Operation.ATOMIC,
        Operation.CONFIG_READ
    };

    final List<TrafficElement> elements = new ArrayList<>();
    final List<CommandStatus> statuses = new ArrayList<>();

    private final SplittableRandom random;
    private final EngineSettings settings;
    private final int functions;
    private final long[] sequences;

    Scenario(long seed, EngineSettings settings) {
        this.random = new SplittableRandom(seed);
        this.settings = settings;
        this.functions = 1 + random.nextInt(4);
        this.sequences = new long[functions];
    }

    /** Settings that make queues, deferral, eviction and aging common. */
    static EngineSettings settings(long seed) {
        var random = new SplittableRandom(~seed);
        return EngineSettings.defaults(Elements.DEVICE)
                .withStorage(1 + random.nextInt(4), 20_000, 500_000_000)
                .withLink(1_000, 1_000_000_000)
                .withBufferBudgetBytes(1 << (15 + random.nextInt(6)))
                .withAgingNanos(random.nextBoolean() ? 1_000_000 : 300_000_000)
                .withPrefetch(16 << random.nextInt(3), 1 + random.nextInt(8))
                .withHistoryLength(16);
    }

    void run(OffloadEngine engine, int steps) {
        long now = 1_000;
        for (int step = 0; step < steps; step++) {
            now += random.nextInt(8) == 0 ? random.nextInt(2_000_000) : random.nextInt(30_000);
            if (random.nextInt(3) < 2) {
                TrafficElement element = element(now);
                elements.add(element);
                engine.arrive(element);
            } else {
                engine.advanceTo(now);
                statuses.add(engine.apply(command(now)));
            }
        }
    }

    private String functionId(int function) {
        return settings.deviceId() + "/f" + function;
    }

    private TrafficElement element(long now) {
        int function = random.nextInt(functions);
        // One kind for most of a function's elements, some functions mixed.
        int kind = function == 3 ? random.nextInt(3) : function;
        Operation operation =
                switch (kind) {
                    case 1 -> TLP[random.nextInt(TLP.length)];
                    case 2 -> random.nextInt(4) == 0 ? Operation.READ : Operation.FRAME;
                    default -> BLOCK[random.nextInt(BLOCK.length)];
                };
        return TrafficElement.newBuilder()
                .setFunctionId(functionId(function))
                .setSequence(sequences[function]++)
                .setEventTimeNanos(now)
                .setKind(
                        kind == 1
                                ? ElementKind.TLP
                                : kind == 2 ? ElementKind.ETHERNET : ElementKind.BLOCK)
                .setOperation(operation)
                .setAddress(random.nextInt(64) * 4096L + random.nextInt(2) * 512L)
                .setLengthBytes(random.nextInt(20) == 0 ? 1 << 20 : random.nextInt(24 * 1024))
                .setOrderingDomain(random.nextInt(3))
                .setCorrelationId(random.nextInt(6))
                .setTrafficClass(random.nextInt(8))
                .setRelaxedOrdering(random.nextInt(3) == 0)
                .build();
    }

    private ControlCommand command(long now) {
        int function = random.nextInt(functions);
        String id = functionId(function);
        return switch (random.nextInt(8)) {
            case 0 -> allocation();
            case 1 -> Commands.model(random.nextInt(100), 1, new byte[] {1, 2});
            case 2, 3, 4 ->
                    Commands.prefetch(
                            id,
                            random.nextInt(70) - 2L,
                            random.nextInt(12),
                            now + random.nextInt(3_000_000));
            default ->
                    Commands.tag(
                            id,
                            Math.max(0, sequences[function] - random.nextInt(20)),
                            random.nextInt(8));
        };
    }

    private ControlCommand allocation() {
        long left = settings.bufferBudgetBytes();
        List<Object> shares = new ArrayList<>();
        for (int function = 0; function < functions; function++) {
            long bytes = random.nextLong(left + 1);
            left -= bytes;
            shares.add(functionId(function));
            shares.add(bytes);
        }
        return Commands.allocate(settings.bufferBudgetBytes(), shares.toArray());
    }
}
