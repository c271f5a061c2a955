package io.forebay.evaluation.prediction;

/**
 * How much is run to tell a model's speed. Passes are whole, so at least one is timed.
 *
 * @param warmRequests after which the code counts as compiled, the first pass included
 * @param warmNanos of CPU time after which it does, too, for models that are slow
 * @param timedRequests after which the speed is known
 * @param timedNanos of CPU time after which it is, too
 */
public record SpeedEffort(long warmRequests, long warmNanos, long timedRequests, long timedNanos) {
    private static final long MOST_WARM_NANOS = 3_000_000_000L;
    private static final long MOST_TIMED_NANOS = 2_000_000_000L;

    public SpeedEffort {
        if (warmRequests < 0 || warmNanos < 0 || timedRequests < 1 || timedNanos < 1) {
            throw new IllegalArgumentException(
                    "nothing would be timed: timedRequests="
                            + timedRequests
                            + ", timedNanos="
                            + timedNanos);
        }
    }

    /**
     * Three quarters of the requests to warm up, a quarter timed; less for models that would take
     * more than five seconds.
     *
     * @param requests at least 1
     */
    public static SpeedEffort of(long requests) {
        long timed = Math.max(1, requests / 4);
        return new SpeedEffort(requests - timed, MOST_WARM_NANOS, timed, MOST_TIMED_NANOS);
    }
}
