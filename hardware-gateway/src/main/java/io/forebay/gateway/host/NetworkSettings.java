package io.forebay.gateway.host;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A network interface and its functions.
 *
 * @param interfaceName as {@code ip link} shows it; also the name of the function of all frames
 *     that are of no flow
 * @param namespace network namespace the interface is in, as {@code ip netns} names it; empty for
 *     that of this process
 * @param rateBitsPerSecond rate the interface is held to, so that its queue builds up here, where
 *     it is ordered by priority; empty leaves the queue alone, and priorities are not supported
 * @param flows filters in libpcap's language by the names of their functions; the first that
 *     matches a frame names its function
 * @param snapBytes leading bytes of each frame that are looked at
 */
public record NetworkSettings(
        String interfaceName,
        Optional<String> namespace,
        OptionalLong rateBitsPerSecond,
        Map<String, String> flows,
        int snapBytes) {
    public static final int DEFAULT_SNAP_BYTES = 256;

    private static final int MAX_FLOWS = 64;
    private static final Pattern INTERFACE = Pattern.compile("[^-\\s/][^\\s/]{0,14}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}");

    public NetworkSettings {
        requireNonNull(rateBitsPerSecond, "rateBitsPerSecond");
        flows = new LinkedHashMap<>(flows);
        if (!INTERFACE.matcher(interfaceName).matches()) {
            throw new IllegalArgumentException(
                    "this cannot be an interface: interfaceName=" + interfaceName);
        }
        namespace.ifPresent(name -> requireName("network namespace", name));
        if (rateBitsPerSecond.isPresent()
                && (rateBitsPerSecond.getAsLong() < 64_000
                        || rateBitsPerSecond.getAsLong() > 1_000_000_000_000L)) {
            throw new IllegalArgumentException(
                    "rate is not 64 kbit/s to 1 Tbit/s: rateBitsPerSecond="
                            + rateBitsPerSecond.getAsLong());
        }
        if (flows.size() > MAX_FLOWS) {
            throw new IllegalArgumentException(
                    "more than " + MAX_FLOWS + " flows: flows=" + flows.size());
        }
        flows.keySet().forEach(name -> requireName("flow", name));
        if (flows.containsKey(interfaceName)) {
            throw new IllegalArgumentException(
                    "a flow has the name of the interface: name=" + interfaceName);
        }
        if (snapBytes < 64 || snapBytes > 1 << 16) {
            throw new IllegalArgumentException(
                    "snap length is not 64 to 65536: snapBytes=" + snapBytes);
        }
    }

    /** The interface as it is, without flows: frames are captured, nothing is ordered. */
    public static NetworkSettings of(String interfaceName) {
        return new NetworkSettings(
                interfaceName,
                Optional.empty(),
                OptionalLong.empty(),
                Map.of(),
                DEFAULT_SNAP_BYTES);
    }

    /** Whether a function of this interface has the name. */
    boolean names(String function) {
        return function.equals(interfaceName) || flows.containsKey(function);
    }

    static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " is not a name of letters, digits and . _ : - up to 64: name=" + name);
        }
    }
}
