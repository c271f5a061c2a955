package io.forebay.jobs.cli;

import io.forebay.gateway.ring.RingDamagedException;
import io.forebay.gateway.ring.RingDirectory;
import io.forebay.gateway.ring.RingEntry;
import io.forebay.gateway.ring.RingReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay gateway dump}: what the rings of a gateway hold, live or after a crash. */
@Command(
        name = "dump",
        description = {
            "Shows what the rings of a gateway hold: pending and completed elements with their times.",
            "Reads the files of a gateway that runs, without disturbing it, or of one that was killed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class GatewayDumpCommand implements Callable<Integer> {
    /** Forms of the dump. */
    enum Format {
        table,
        json,
        csv,
        pcap
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            required = true,
            description = "The gateway's ring directory.")
    private Path directory;

    @Option(names = "--function", paramLabel = "F", description = "Only this function.")
    private String functionId;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Only the newest N elements of each function.")
    private Integer last;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write to a file instead of standard output; pcap needs one.")
    private Path output;

    @Override
    public Integer call() throws Exception {
        if (last != null && last < 1) {
            throw wrong("--last must be at least 1: " + last);
        }
        if (format == Format.pcap && output == null) {
            throw wrong("--format pcap needs --output");
        }
        List<Path> files = files();
        int damaged = 0;
        int dumped = 0;
        try (RingDump dump = open()) {
            for (Path file : files) {
                try {
                    dump.ring(file, newest(RingReader.read(file)));
                    dumped++;
                } catch (RingDamagedException e) {
                    damaged++;
                    warn(file + ": " + e.getMessage());
                } catch (NoSuchFileException e) {
                    warn(file + ": gone since the directory was listed");
                }
            }
            if (dump.leftOut() > 0) {
                warn("entries that the format cannot hold were left out: " + dump.leftOut());
            }
        }
        if (dumped == 0) {
            throw new IOException("no ring could be read: directory=" + directory, null);
        }
        return damaged == 0 ? 0 : 1;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void warn(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("forebay: " + message);
        err.flush();
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("no such directory: " + directory, null);
        }
        if (functionId != null) {
            Path file = RingDirectory.ringFile(directory, functionId);
            if (!Files.exists(file)) {
                throw new IOException(
                        "function has no ring: functionId="
                                + functionId
                                + ", directory="
                                + directory
                                + ", rings="
                                + RingDirectory.ringFiles(directory).size(),
                        null);
            }
            return List.of(file);
        }
        List<Path> files = RingDirectory.ringFiles(directory);
        if (files.isEmpty()) {
            throw new IOException("no rings in the directory: " + directory, null);
        }
        return files;
    }

    private RingReader.Contents newest(RingReader.Contents contents) {
        List<RingEntry> entries = contents.entries();
        if (last == null || entries.size() <= last) {
            return contents;
        }
        return new RingReader.Contents(
                contents.header(),
                entries.subList(entries.size() - last, entries.size()),
                contents.notLogged());
    }

    private RingDump open() throws IOException {
        if (format == Format.pcap) {
            return new RingDumpPcap(new BufferedOutputStream(Files.newOutputStream(output)));
        }
        PrintWriter out =
                output == null
                        ? spec.commandLine().getOut()
                        : new PrintWriter(
                                new OutputStreamWriter(
                                        Files.newOutputStream(output), StandardCharsets.UTF_8));
        boolean isOwned = output != null;
        return switch (format) {
            case json -> new RingDumpJson(out, isOwned, directory);
            case csv -> new RingDumpCsv(out, isOwned);
            case table, pcap -> new RingDumpTable(out, isOwned);
        };
    }
}
