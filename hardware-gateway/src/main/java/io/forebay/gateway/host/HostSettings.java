package io.forebay.gateway.host;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which parts of a Linux host a gateway stands for, checked at construction.
 *
 * @param network the interface to watch, if any
 * @param files files and block devices by the name of their function; never written to
 * @param prefetchBlocksPerFile most blocks of 4,096 bytes staged ahead and not read yet, per file
 */
public record HostSettings(
        Optional<NetworkSettings> network, Map<String, Path> files, int prefetchBlocksPerFile) {
    public static final int DEFAULT_PREFETCH_BLOCKS = 4_096;

    public HostSettings {
        requireNonNull(network, "network");
        files = Map.copyOf(new TreeMap<>(files));
        if (network.isEmpty() && files.isEmpty()) {
            throw new IllegalArgumentException("neither an interface nor a file is named");
        }
        if (prefetchBlocksPerFile < 1 || prefetchBlocksPerFile > 1 << 24) {
            throw new IllegalArgumentException(
                    "prefetch blocks are not 1 to 16777216: prefetchBlocksPerFile="
                            + prefetchBlocksPerFile);
        }
        for (String name : files.keySet()) {
            NetworkSettings.requireName("file function", name);
            if (network.isPresent() && network.get().names(name)) {
                throw new IllegalArgumentException(
                        "a file and a flow have the same name: name=" + name);
            }
        }
    }
}
