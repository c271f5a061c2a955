package io.forebay.gateway;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How the device's virtual clock moves, and from when a command acts. */
public sealed interface Pacing {

    /** Real time: commands act when they arrive. */
    static Live live(double speed) {
        return new Live(speed, Duration.ofSeconds(10), true);
    }

    /** As fast as the answers come, and the same result for the same answers. */
    static Lockstep lockstep() {
        return new Lockstep(Duration.ofMillis(1), Duration.ofSeconds(60));
    }

    /** Name in reports. */
    String label();

    /**
     * The virtual clock follows the wall clock.
     *
     * @param speed virtual nanoseconds in a nanosecond of wall time, above 0
     * @param maxIdle longest wall time spent waiting for the next event; longer idle spells are
     *     jumped over
     * @param waitForSubscriber whether the workload starts with the first capture subscriber;
     *     otherwise it starts at once
     */
    record Live(double speed, Duration maxIdle, boolean waitForSubscriber) implements Pacing {
        public Live {
            if (!(speed > 0) || Double.isInfinite(speed)) {
                throw new IllegalArgumentException(
                        "speed is not a positive number: speed=" + speed);
            }
            if (requireNonNull(maxIdle, "maxIdle").isNegative()) {
                throw new IllegalArgumentException("maxIdle is negative: maxIdle=" + maxIdle);
            }
        }

        @Override
        public String label() {
            return "live x" + speed;
        }
    }

    /**
     * The virtual clock waits for the controller: a command takes effect {@code controlDelay} after
     * its cause, and the clock does not pass that moment before the answer is there.
     *
     * @param controlDelay virtual time from a cause to the effect of its commands
     * @param answerTimeout wall time without any answer after which the workload fails
     */
    record Lockstep(Duration controlDelay, Duration answerTimeout) implements Pacing {
        public Lockstep {
            if (requireNonNull(controlDelay, "controlDelay").isNegative()) {
                throw new IllegalArgumentException(
                        "controlDelay is negative: controlDelay=" + controlDelay);
            }
            if (requireNonNull(answerTimeout, "answerTimeout").isNegative()
                    || answerTimeout.isZero()) {
                throw new IllegalArgumentException(
                        "answerTimeout is not positive: answerTimeout=" + answerTimeout);
            }
        }

        @Override
        public String label() {
            return "lockstep";
        }
    }
}
