package io.forebay.gateway.host;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;

/** Network namespaces as {@code ip netns} keeps them. */
final class NetworkNamespace {
    private static final Path FOLDER = Path.of("/var/run/netns");

    private NetworkNamespace() {}

    /**
     * Moves the calling thread, for the rest of its life, into a namespace.
     *
     * @throws IOException when there is none of that name, or it is not allowed
     */
    static void enter(String name) throws IOException {
        try {
            int descriptor =
                    LibC.open(FOLDER.resolve(name).toString(), LibC.READ_ONLY | LibC.CLOSE_ON_EXEC);
            try {
                LibC.setns(descriptor, LibC.CLONE_NEWNET);
            } finally {
                LibC.close(descriptor);
            }
        } catch (LastErrorException e) {
            throw new IOException("cannot enter network namespace " + name + ": " + e.getMessage());
        }
    }
}
