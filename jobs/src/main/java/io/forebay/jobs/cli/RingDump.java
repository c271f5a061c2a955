package io.forebay.jobs.cli;

import io.forebay.gateway.ring.RingReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the contents of rings in one form, ring by ring. One thread. */
interface RingDump extends Closeable {
    /** Writes one ring. */
    void ring(Path file, RingReader.Contents contents) throws IOException;

    /** Entries that were left out because the form cannot hold them. */
    default long leftOut() {
        return 0;
    }
}
