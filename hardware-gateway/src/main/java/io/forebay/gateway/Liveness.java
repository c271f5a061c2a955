package io.forebay.gateway;

import java.time.Duration;

/**
 * How a gateway and those it talks to notice that the other is gone.
 *
 * @param heartbeatInterval a capture stream on which nothing flows brings a heartbeat this often
 * @param controllerTimeout a controller not heard for this long counts as silent
 */
public record Liveness(Duration heartbeatInterval, Duration controllerTimeout) {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    public Liveness {
        requireRange("heartbeatInterval", heartbeatInterval);
        requireRange("controllerTimeout", controllerTimeout);
    }

    /** A heartbeat each second; a controller is silent after five. */
    public static Liveness defaults() {
        return new Liveness(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    private static void requireRange(String name, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is not 10 ms to 1 day: " + name + "=" + value);
        }
    }
}
