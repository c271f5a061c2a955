package io.forebay.gateway.security;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** Token buckets. */
final class Rates {
    private Rates() {}

    /** So many a second, with one second's worth saved up at most. */
    static Bucket perSecond(int rate) {
        return Bucket.builder()
                .addLimit(
                        Bandwidth.builder()
                                .capacity(rate)
                                .refillGreedy(rate, Duration.ofSeconds(1))
                                .build())
                .build();
    }
}
