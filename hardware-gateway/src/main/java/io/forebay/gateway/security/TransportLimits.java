package io.forebay.gateway.security;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much of a gateway its clients may use. Rates allow bursts of one second's worth.
 *
 * @param maxConnections open connections, from all clients; further ones are closed at once
 * @param maxConnectionsPerSecond new connections, from all clients; bounds the work of handshakes
 * @param maxCallsPerConnection calls open at a time on one connection
 * @param maxMetadataBytes headers of a call
 * @param messagesPerSecond calls and messages of one client
 * @param commandsPerSecond commands of one client
 * @param refusalsPerSecond refused calls on one connection; above, it is not read for a while
 * @param handshakeTimeout for TLS and HTTP/2 to be agreed on
 * @param maxConnectionIdle after which a connection without calls is closed
 * @param probeInterval after which a silent connection is asked whether it is still there
 * @param minPingInterval shortest interval at which a client may ask the same
 */
public record TransportLimits(
        int maxConnections,
        int maxConnectionsPerSecond,
        int maxCallsPerConnection,
        int maxMetadataBytes,
        int messagesPerSecond,
        int commandsPerSecond,
        int refusalsPerSecond,
        Duration handshakeTimeout,
        Duration maxConnectionIdle,
        Duration probeInterval,
        Duration minPingInterval) {
    private static final int HIGHEST_RATE = 1_000_000_000;

    public TransportLimits {
        requireRange("maxConnections", maxConnections, 1, 1 << 16);
        requireRange("maxConnectionsPerSecond", maxConnectionsPerSecond, 1, HIGHEST_RATE);
        requireRange("maxCallsPerConnection", maxCallsPerConnection, 1, 1 << 16);
        requireRange("maxMetadataBytes", maxMetadataBytes, 1 << 10, 1 << 20);
        requireRange("messagesPerSecond", messagesPerSecond, 1, HIGHEST_RATE);
        requireRange("commandsPerSecond", commandsPerSecond, 1, HIGHEST_RATE);
        requireRange("refusalsPerSecond", refusalsPerSecond, 1, HIGHEST_RATE);
        requirePositive("handshakeTimeout", handshakeTimeout);
        requirePositive("maxConnectionIdle", maxConnectionIdle);
        requirePositive("probeInterval", probeInterval);
        requirePositive("minPingInterval", minPingInterval);
    }

    /** Limits that a job with some dozens of tasks stays well below. */
    public static TransportLimits defaults() {
        return new TransportLimits(
                128,
                50,
                16,
                8 << 10,
                50_000,
                200_000,
                100,
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5));
    }

    private static void requireRange(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(
                    name + " is not " + lowest + " to " + highest + ": " + name + "=" + value);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (requireNonNull(value, name).isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is not positive: " + name + "=" + value);
        }
    }

    /** The same with other rates of messages and commands for each client. */
    public TransportLimits withClientRates(int messages, int commands) {
        return new TransportLimits(
                maxConnections,
                maxConnectionsPerSecond,
                maxCallsPerConnection,
                maxMetadataBytes,
                messages,
                commands,
                refusalsPerSecond,
                handshakeTimeout,
                maxConnectionIdle,
                probeInterval,
                minPingInterval);
    }

    /** The same with other limits on connections, and on refused calls of each. */
    public TransportLimits withConnections(int most, int perSecond, int refusals) {
        return new TransportLimits(
                most,
                perSecond,
                maxCallsPerConnection,
                maxMetadataBytes,
                messagesPerSecond,
                commandsPerSecond,
                refusals,
                handshakeTimeout,
                maxConnectionIdle,
                probeInterval,
                minPingInterval);
    }

    /** The same with other times for the handshake and for connections without calls. */
    public TransportLimits withTimeouts(Duration handshake, Duration idle) {
        return new TransportLimits(
                maxConnections,
                maxConnectionsPerSecond,
                maxCallsPerConnection,
                maxMetadataBytes,
                messagesPerSecond,
                commandsPerSecond,
                refusalsPerSecond,
                handshake,
                idle,
                probeInterval,
                minPingInterval);
    }
}
