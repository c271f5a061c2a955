package io.forebay.traces.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.forebay.schemas.ElementRules;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.ReadTrace;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever happens to a file, reading it ends, and every record is accounted for. */
class DamagedTraceTest {
    private static final int REQUESTS = 40;
    private static final Map<TraceFormat, byte[]> SAMPLES = new EnumMap<>(TraceFormat.class);

    private static Path directory;

    @BeforeContainer
    static void writeSamples() throws IOException {
        directory = Files.createTempDirectory("damaged");
        for (TraceFormat format : TraceFormat.values()) {
            if (format != TraceFormat.PCAP && format != TraceFormat.TLP) {
                SAMPLES.put(format, SampleTraces.write(format, REQUESTS));
            }
        }
    }

    @AfterContainer
    static void deleteSamples() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Provide
    Arbitrary<TraceFormat> formats() {
        return Arbitraries.of(
                TraceFormat.VSCSI,
                TraceFormat.MSR,
                TraceFormat.SYSTOR,
                TraceFormat.MQSIM,
                TraceFormat.DISKSIM,
                TraceFormat.BLKPARSE);
    }

    @Property(tries = 300)
    void shouldAccountForEveryRecordWhenTraceIsTruncated(
            @ForAll("formats") TraceFormat format, @ForAll @IntRange(min = 1) int position)
            throws IOException {
        byte[] sample = SAMPLES.get(format);
        byte[] truncated = Arrays.copyOf(sample, 1 + position % sample.length);
        ReadTrace trace = read(truncated, format);
        // The header of SYSTOR is known by its first column, and is no record.
        boolean hasHeader =
                format == TraceFormat.SYSTOR && truncated.length >= "Timestamp".length();
        int records = SampleTraces.countRecords(format, truncated) - (hasHeader ? 1 : 0);
        assertValid(trace);
        assertThat(trace.elements().size() + trace.deadLetters().size()).isEqualTo(records);
        assertThat(trace.deadLetters().size()).isLessThanOrEqualTo(1);
    }

    @Property(tries = 700)
    void shouldAccountForEveryRecordWhenByteIsFlipped(
            @ForAll("formats") TraceFormat format,
            @ForAll @IntRange(min = 0) int position,
            @ForAll @IntRange(min = 1, max = 255) int flip)
            throws IOException {
        byte[] damaged = SAMPLES.get(format).clone();
        damaged[position % damaged.length] ^= (byte) flip;
        ReadTrace trace = read(damaged, format);
        int records = SampleTraces.countRecords(format, damaged);
        assertValid(trace);
        int accounted = trace.elements().size() + trace.deadLetters().size();
        assertThat(accounted).isLessThanOrEqualTo(records);
        assertThat(trace.elements().size()).isGreaterThanOrEqualTo(REQUESTS - 2);
        if (format != TraceFormat.SYSTOR && format != TraceFormat.BLKPARSE) {
            assertThat(accounted).isEqualTo(records);
        }
    }

    @Property(tries = 300)
    void shouldReadUpToDamageWhenGzipIsTruncated(
            @ForAll("formats") TraceFormat format, @ForAll @IntRange(min = 2) int position)
            throws IOException {
        byte[] gzip = SampleTraces.gzip(SAMPLES.get(format));
        ReadTrace whole = read(gzip, format);
        int length = 2 + position % (gzip.length - 2);
        ReadTrace trace = read(Arrays.copyOf(gzip, length), format);
        assertValid(trace);
        assertThat(whole.elements()).hasSize(REQUESTS);
        assertThat(trace.elements())
                .isEqualTo(whole.elements().subList(0, trace.elements().size()));
        assertThat(trace.reasons().get(0)).startsWith("the gzip file is damaged or cut off");
        assertThat(trace.deadLetters().size()).isLessThanOrEqualTo(2);
    }

    @Property(tries = 300)
    void shouldNeverThrowWhenByteOfGzipIsFlipped(
            @ForAll("formats") TraceFormat format,
            @ForAll @IntRange(min = 0) int position,
            @ForAll @IntRange(min = 1, max = 255) int flip)
            throws IOException {
        byte[] gzip = SampleTraces.gzip(SAMPLES.get(format));
        gzip[position % gzip.length] ^= (byte) flip;
        assertValid(read(gzip, format));
    }

    @Property(tries = 300)
    void shouldNeverThrowWhenFileIsSomethingElse(
            @ForAll("formats") TraceFormat format, @ForAll byte[] bytes) throws IOException {
        ReadTrace trace = read(bytes, format);
        assertValid(trace);
        if (bytes.length == 0) {
            assertThat(trace.reasons()).containsExactly("the file is empty");
        }
    }

    private static void assertValid(ReadTrace trace) {
        Map<String, Long> next = new HashMap<>();
        for (TrafficElement element : trace.elements()) {
            long sequence = next.merge(element.getFunctionId(), 1L, Long::sum) - 1;
            // One assertion where something is wrong: AssertJ for each element takes seconds.
            String violation = ElementRules.violation(element);
            if (violation != null || element.getSequence() != sequence) {
                fail("element %s: %s, expected sequence %s", element, violation, sequence);
            }
        }
    }

    private static ReadTrace read(byte[] bytes, TraceFormat format) throws IOException {
        return ReadTrace.ofBytes(directory, "trace", bytes, format);
    }
}
