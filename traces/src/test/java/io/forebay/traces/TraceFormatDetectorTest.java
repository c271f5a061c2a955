package io.forebay.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFormatDetectorTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MSR|128166372003061629,hm,0,Read,383496192,32768,413",
                "SYSTOR|Timestamp,Response,IOType,LUN,Offset,Size",
                "MQSIM|938513000 4 264719034 16 0",
                "DISKSIM|7961.833 0 20228336 8 0",
                "BLKPARSE|  8,0    1        1     0.000000000  4162  Q   R 223490 + 8 [cat]",
                "TLP|04000001 0000220f 01070000 9eece789",
                "TLP|00 00 00 01 01 00 0A FF",
                "TLP|12.000001500: 04000001 0000220f 01070000"
            })
    void shouldKnowTextFormatsByTheirFirstLine(TraceFormat format, String line) throws IOException {
        assertThat(TraceFormatDetector.detect(write(line + "\n", false))).contains(format);
        assertThat(TraceFormatDetector.detect(write(line + "\n", true))).contains(format);
        String marked = "\u00ef\u00bb\u00bf# a comment\n\n" + line + "\r\n";
        assertThat(TraceFormatDetector.detect(write(marked, false))).contains(format);
    }

    @Test
    void shouldTellCapturesByTheirLinkType() throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            for (int magic : new int[] {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34}) {
                assertThat(detectPcap(order, magic, 1)).contains(TraceFormat.PCAP);
                assertThat(detectPcap(order, magic, 147)).contains(TraceFormat.TLP);
                assertThat(detectPcap(order, magic, 161)).contains(TraceFormat.TLP);
                assertThat(detectPcap(order, magic, 162)).contains(TraceFormat.PCAP);
            }
        }
    }

    private Optional<TraceFormat> detectPcap(ByteOrder order, int magic, int linkType)
            throws IOException {
        ByteBuffer header = ByteBuffer.allocate(24).order(order);
        header.putInt(magic).putInt(20, linkType);
        Path file = Files.createTempFile(directory, "capture", "");
        return TraceFormatDetector.detect(Files.write(file, header.array()));
    }

    @Test
    @Timeout(10)
    void shouldDecideFastWhenManyDigitsAreNoTlp() throws IOException {
        assertThat(TraceFormatDetector.detect(write("00".repeat(2_000) + "z\n", false))).isEmpty();
    }

    @Test
    void shouldKnowNothingOfEmptyOrForeignFiles() throws IOException {
        assertThat(TraceFormatDetector.detect(write("", false))).isEmpty();
        assertThat(TraceFormatDetector.detect(write("", true))).isEmpty();
        assertThat(TraceFormatDetector.detect(write("Dear reader,\n", false))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "VSCSI,block/cloudPhysicsIO.vscsi.gz",
        "MSR,block/msr-cambridge1-sample.csv.gz",
        "SYSTOR,block/systor17-traces-sample.csv.gz",
        "MQSIM,block/mqsim-tpcc-small.trace.gz",
        "DISKSIM,block/msr-ssdmodel-postmark-aligned2.trace.gz",
        "PCAP,ethernet/zeek_nfs_write.pcap",
        "PCAP,ethernet/ndpi_alexa-app.pcapng",
        "TLP,tlp/tlp-tool-fixtures/valid_tlps.txt"
    })
    void shouldKnowRealTraces(TraceFormat format, String name) throws IOException {
        Path file = Path.of(System.getProperty("forebay.data.dir", "missing"), name);
        assumeTrue(Files.exists(file), "sample data is missing: " + file);
        assertThat(TraceFormatDetector.detect(file)).contains(format);
    }

    private Path write(String text, boolean gzip) throws IOException {
        Path file = Files.createTempFile(directory, "trace", "");
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = gzip ? new GZIPOutputStream(raw) : raw) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return file;
    }
}
