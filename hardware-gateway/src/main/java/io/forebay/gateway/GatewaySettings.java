package io.forebay.gateway;

import static java.util.Objects.requireNonNull;

import io.forebay.gateway.engine.EngineSettings;
import io.forebay.gateway.security.TransportLimits;
import io.forebay.gateway.security.TransportSecurity;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Configuration of one gateway, checked at construction.
 *
 * @param engine the emulated device, its id included
 * @param host address to listen on; loopback only where connections are not secured
 * @param port TCP port to listen on; 0 takes any free one
 * @param pacing how the virtual clock moves
 * @param window length of a demand window; windows are aligned to multiples of it since the epoch
 * @param elementLimit elements captured before the workload ends; empty for the whole trace
 * @param durationLimit virtual nanoseconds from the first element at which the workload ends
 * @param withBaseline whether a second engine without commands runs beside, for comparison
 * @param limits bounds on memory and on input
 * @param security how connections are secured, and who may do what
 * @param transportLimits how much its clients may use
 */
public record GatewaySettings(
        EngineSettings engine,
        String host,
        int port,
        Pacing pacing,
        Duration window,
        OptionalLong elementLimit,
        OptionalLong durationLimit,
        boolean withBaseline,
        GatewayLimits limits,
        TransportSecurity security,
        TransportLimits transportLimits) {
    public GatewaySettings {
        requireNonNull(engine, "engine");
        requireNonNull(host, "host");
        requireNonNull(pacing, "pacing");
        requireNonNull(limits, "limits");
        requireNonNull(security, "security");
        requireNonNull(transportLimits, "transportLimits");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is not 0 to 65535: port=" + port);
        }
        if (requireNonNull(window, "window").compareTo(Duration.ofMillis(1)) < 0
                || window.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("window is not 1 ms to 1 day: window=" + window);
        }
        if (window.toNanos() % 1_000_000 != 0) {
            // The job's watermarks and timers count milliseconds.
            throw new IllegalArgumentException(
                    "window is not in whole milliseconds: window=" + window);
        }
        requirePositive("elementLimit", requireNonNull(elementLimit, "elementLimit"));
        requirePositive("durationLimit", requireNonNull(durationLimit, "durationLimit"));
    }

    private static void requirePositive(String name, OptionalLong value) {
        if (value.isPresent() && value.getAsLong() < 1) {
            throw new IllegalArgumentException(
                    name + " is below 1: " + name + "=" + value.getAsLong());
        }
    }

    /** Id of the emulated device. */
    public String deviceId() {
        return engine.deviceId();
    }

    /**
     * Starts from the defaults: lock-step, any free port of 127.0.0.1 without TLS, windows of 100
     * ms.
     */
    public static Builder builder(String deviceId) {
        return new Builder(EngineSettings.defaults(deviceId));
    }

    /** Collects settings; {@link #build} checks them. One thread. */
    public static final class Builder {
        private EngineSettings engine;
        private String host = "127.0.0.1";
        private int port;
        private Pacing pacing = Pacing.lockstep();
        private Duration window = Duration.ofMillis(100);
        private OptionalLong elementLimit = OptionalLong.empty();
        private OptionalLong durationLimit = OptionalLong.empty();
        private boolean withBaseline = true;
        private GatewayLimits limits = GatewayLimits.defaults();
        private TransportSecurity security = TransportSecurity.plaintext();
        private TransportLimits transportLimits = TransportLimits.defaults();

        private Builder(EngineSettings engine) {
            this.engine = engine;
        }

        /** The emulated device; replaces the one named by the device id. */
        public Builder engine(EngineSettings value) {
            this.engine = value;
            return this;
        }

        /** Address to listen on; loopback only where connections are not secured. */
        public Builder host(String value) {
            this.host = value;
            return this;
        }

        /** Port to listen on; 0 takes any free one. */
        public Builder port(int value) {
            this.port = value;
            return this;
        }

        /** How the virtual clock moves. */
        public Builder pacing(Pacing value) {
            this.pacing = value;
            return this;
        }

        /** Length of a demand window. */
        public Builder window(Duration value) {
            this.window = value;
            return this;
        }

        /** Ends the workload after this many captured elements. */
        public Builder elementLimit(long value) {
            this.elementLimit = OptionalLong.of(value);
            return this;
        }

        /** Ends the workload this virtual time after its first element. */
        public Builder durationLimit(Duration value) {
            this.durationLimit = OptionalLong.of(value.toNanos());
            return this;
        }

        /** Whether a second engine without commands runs beside, for comparison. */
        public Builder withBaseline(boolean value) {
            this.withBaseline = value;
            return this;
        }

        /** Bounds on memory and on input. */
        public Builder limits(GatewayLimits value) {
            this.limits = value;
            return this;
        }

        /** How connections are secured, and who may do what. */
        public Builder security(TransportSecurity value) {
            this.security = value;
            return this;
        }

        /** How much its clients may use. */
        public Builder transportLimits(TransportLimits value) {
            this.transportLimits = value;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException when a value is not allowed; the message names it
         */
        public GatewaySettings build() {
            return new GatewaySettings(
                    engine,
                    host,
                    port,
                    pacing,
                    window,
                    elementLimit,
                    durationLimit,
                    withBaseline,
                    limits,
                    security,
                    transportLimits);
        }
    }
}
