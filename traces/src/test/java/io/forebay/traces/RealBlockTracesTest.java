package io.forebay.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealBlockTracesTest {

    @Test
    void shouldReadSameRequestsFromVscsiAsFromItsCsv() throws IOException {
        ReadTrace trace = read("block/cloudPhysicsIO.vscsi.gz", TraceFormat.VSCSI, "cp");
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(trace.elements()).hasSize(113_872);
        int row = 0;
        try (BufferedReader oracle = oracle()) {
            assertThat(oracle.readLine()).isEqualTo("version,time,op,size,lbn");
            for (String line = oracle.readLine(); line != null; line = oracle.readLine()) {
                String[] columns = line.split(",", -1);
                TrafficElement element = trace.elements().get(row);
                assertThat(element.getSequence()).isEqualTo(row);
                assertThat(element.getEventTimeNanos())
                        .isEqualTo(Long.parseLong(columns[1]) * 1_000);
                assertThat(element.getOperation())
                        .isEqualTo(columns[2].equals("2a") ? Operation.WRITE : Operation.READ);
                assertThat(element.getLengthBytes()).isEqualTo(Long.parseLong(columns[3]));
                assertThat(element.getAddress()).isEqualTo(Long.parseLong(columns[4]) * 512);
                row++;
            }
        }
        assertThat(row).isEqualTo(113_872);
    }

    private static BufferedReader oracle() throws IOException {
        var file = RealData.file("block/cloudPhysicsIO.mimircache-trace.csv.gz");
        return new BufferedReader(
                new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)),
                        StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({
        "cloudPhysicsIO.vscsi.gz, VSCSI, 113872, 46974, 1, 0",
        "msr-ssdmodel-postmark-aligned2.trace.gz, DISKSIM, 62257, 51780, 1, 0",
        "mqsim-wsrch-small.trace.gz, MQSIM, 24783, 24779, 6, 0",
        "mqsim-tpcc-small.trace.gz, MQSIM, 6999, 4381, 16, 0",
        "msr-cambridge1-sample.csv.gz, MSR, 1000, 508, 1, 0",
        "systor17-traces-sample.csv.gz, SYSTOR, 999, 826, 1, 243"
    })
    void shouldReadEveryRequestWhenTraceIsReal(
            String name, TraceFormat format, int count, long reads, int volumes, int backward)
            throws IOException {
        ReadTrace trace = read("block/" + name, format, "device");
        List<TrafficElement> elements = trace.elements();
        assertThat(trace.deadLetters()).isEmpty();
        assertThat(elements).hasSize(count);
        assertThat(elements.stream().filter(e -> e.getOperation() == Operation.READ).count())
                .isEqualTo(reads);
        assertThat(elements.stream().map(TrafficElement::getFunctionId).distinct().count())
                .isEqualTo(volumes);
        int outOfOrder = 0;
        for (int i = 1; i < elements.size(); i++) {
            if (elements.get(i).getEventTimeNanos() < elements.get(i - 1).getEventTimeNanos()) {
                outOfOrder++;
            }
        }
        assertThat(outOfOrder).isEqualTo(backward);
    }

    @Test
    void shouldReadFirstAndLastRequestExactly() throws IOException {
        assertEnds(
                read("block/cloudPhysicsIO.vscsi.gz", TraceFormat.VSCSI, "d"),
                element("d/disk", 5_633_898_368_802_000L, Operation.WRITE, 42_932_745L * 512, 512),
                null);
        assertEnds(
                read("block/msr-ssdmodel-postmark-aligned2.trace.gz", TraceFormat.DISKSIM, "d"),
                element("d/0", 7_961_833_000L, Operation.WRITE, 20_228_336L * 512, 4_096),
                element("d/0", 498_398_596_000L, Operation.READ, 0, 4_096));
        assertEnds(
                read("block/mqsim-tpcc-small.trace.gz", TraceFormat.MQSIM, "d"),
                element("d/4", 938_513_000L, Operation.WRITE, 264_719_034L * 512, 8_192),
                element("d/7", 1_075_002_000L, Operation.WRITE, 160_057_354L * 512, 8_192));
        assertEnds(
                read("block/mqsim-wsrch-small.trace.gz", TraceFormat.MQSIM, "d"),
                element("d/0", 11_413_000L, Operation.READ, 657_728L * 512, 8_192),
                element("d/1", 60_066_625_000L, Operation.READ, 34_371_424L * 512, 32_768));
        assertEnds(
                read("block/msr-cambridge1-sample.csv.gz", TraceFormat.MSR, "d"),
                element(
                        "d/hm_0",
                        1_172_164_929_551_466_300L,
                        Operation.WRITE,
                        9_056_014_336L,
                        2_048),
                element(
                        "d/hm_0",
                        1_172_165_056_784_960_400L,
                        Operation.READ,
                        11_946_549_248L,
                        4_096));
        assertEnds(
                read("block/systor17-traces-sample.csv.gz", TraceFormat.SYSTOR, "d"),
                element(
                        "d/0",
                        1_456_095_145_133_076_000L,
                        Operation.READ,
                        899_056_122_368L,
                        131_072),
                element(
                        "d/0",
                        1_456_095_147_574_052_000L,
                        Operation.READ,
                        4_238_867_714_048L,
                        4_096));
    }

    private static void assertEnds(ReadTrace trace, TrafficElement first, TrafficElement last) {
        List<TrafficElement> elements = trace.elements();
        assertThat(elements.get(0)).isEqualTo(first);
        if (last != null) {
            TrafficElement actual = elements.get(elements.size() - 1);
            last.setSequence(actual.getSequence());
            last.setCorrelationId(actual.getSequence());
            assertThat(actual).isEqualTo(last);
        }
    }

    private static TrafficElement element(
            String functionId, long timeNanos, Operation operation, long address, long length) {
        var element = new TrafficElement();
        element.setFunctionId(functionId);
        element.setEventTimeNanos(timeNanos);
        element.setKind(ElementKind.BLOCK);
        element.setOperation(operation);
        element.setAddress(address);
        element.setLengthBytes(length);
        return element;
    }

    private static ReadTrace read(String name, TraceFormat format, String deviceName)
            throws IOException {
        return ReadTrace.of(RealData.file(name), format, deviceName);
    }
}
