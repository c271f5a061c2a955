package io.forebay.gateway.crash;

import io.forebay.gateway.GatewayServer;
import io.forebay.gateway.GatewaySettings;
import io.forebay.gateway.Pacing;
import io.forebay.gateway.engine.EngineSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A gateway as a process of its own, which is there to be killed. */
final class CrashGateway {
    /** Slots that every ring grows to, and wraps around in within a second. */
    static final int RING_CAPACITY = 1024;

    private CrashGateway() {}

    /**
     * Prints its port, then serves until it is killed or its standard input ends.
     *
     * @param arguments the ring directory
     */
    public static void main(String[] arguments) throws Exception {
        EngineSettings engine =
                EngineSettings.defaults(CrashWorkload.DEVICE)
                        .withHistoryLength(RING_CAPACITY)
                        .withStorage(16, 20_000, 4_000_000_000L)
                        .withLink(500, 16_000_000_000L);
        GatewaySettings settings =
                GatewaySettings.builder(CrashWorkload.DEVICE)
                        .engine(engine)
                        .pacing(Pacing.live(1))
                        .withBaseline(false)
                        .ringDirectory(Path.of(arguments[0]))
                        .build();
        try (GatewayServer gateway = GatewayServer.start(settings, new CrashWorkload())) {
            System.out.write((gateway.port() + "\n").getBytes(StandardCharsets.US_ASCII));
            System.out.flush();
            while (System.in.read() >= 0) {
                // The test that started this process is still there.
            }
        }
        System.exit(0);
    }
}
