package io.forebay.gateway.security;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was refused, and tells. The log gets the first, second, fourth, eighth … of each
 * kind, so that a flood does not become one of log lines. Thread safe.
 */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** Why something was refused. */
    public enum Reason {
        /** Too many connections, or too many new ones. */
        CONNECTION,
        /** No certificate, or one that is no longer good. */
        UNAUTHENTICATED,
        /** The client has not the role for the method. */
        ROLE,
        /** Bytes that are no message. */
        MALFORMED,
        /** More messages or commands than the client may send. */
        RATE
    }

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    Refusals() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    void count(Reason reason, String detail) {
        LongAdder count = counts.get(reason);
        count.increment();
        long sum = count.sum();
        if (Long.bitCount(sum) == 1) {
            LOG.warn("refused ({}, {} so far): {}", reason, sum, detail);
        }
    }

    /** How often that happened. */
    public long count(Reason reason) {
        return counts.get(reason).sum();
    }
}
