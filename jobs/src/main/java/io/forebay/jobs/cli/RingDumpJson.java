package io.forebay.jobs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.gateway.ring.RingEntry;
import io.forebay.gateway.ring.RingHeader;
import io.forebay.gateway.ring.RingReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Rings as one JSON object, written as they are read. */
final class RingDumpJson implements RingDump {
    private final JsonGenerator json;

    RingDumpJson(PrintWriter out, boolean isOwned, Path directory) throws IOException {
        json = new JsonFactory().createGenerator(out);
        json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, isOwned);
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("directory", directory.toString());
        json.writeArrayFieldStart("rings");
    }

    @Override
    public void ring(Path file, RingReader.Contents contents) throws IOException {
        RingHeader header = contents.header();
        json.writeStartObject();
        json.writeStringField("functionId", header.functionId());
        json.writeStringField("file", file.getFileName().toString());
        json.writeNumberField("createdNanos", header.createdNanos());
        json.writeNumberField("capacity", header.capacity());
        json.writeNumberField("generation", header.generation());
        json.writeStringField("log", header.log().name());
        json.writeNumberField("head", header.head());
        json.writeNumberField("admitted", header.admitted());
        json.writeNumberField("completed", header.completed());
        json.writeNumberField("tail", header.tail());
        json.writeNumberField("notLogged", contents.notLogged());
        json.writeArrayFieldStart("entries");
        for (RingEntry entry : contents.entries()) {
            write(entry, contents.isLost(entry));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(RingEntry entry, boolean isLost) throws IOException {
        json.writeStartObject();
        json.writeNumberField("serial", entry.serial());
        json.writeStringField("state", entry.state().name());
        if (entry.state() != RingEntry.State.TORN) {
            json.writeBooleanField("lost", isLost);
            json.writeNumberField("generation", entry.generation());
            json.writeNumberField("sequence", entry.sequence());
            json.writeNumberField("arrivalNanos", entry.arrivalNanos());
            json.writeNumberField("serviceStartNanos", entry.serviceStartNanos());
            json.writeNumberField("completedNanos", entry.completedNanos());
            json.writeStringField("kind", entry.kind().name());
            json.writeStringField("operation", entry.operation().name());
            json.writeStringField("address", Long.toUnsignedString(entry.address()));
            json.writeNumberField("lengthBytes", entry.lengthBytes());
            json.writeNumberField("orderingDomain", entry.orderingDomain());
            json.writeNumberField("correlationId", entry.correlationId());
            json.writeNumberField("trafficClass", entry.trafficClass());
            json.writeBooleanField("relaxedOrdering", entry.relaxedOrdering());
            json.writeNumberField("requestedPriority", entry.requestedPriority());
            json.writeNumberField("appliedPriority", entry.appliedPriority());
            json.writeBooleanField("servedFromPrefetch", entry.servedFromPrefetch());
        }
        json.writeEndObject();
    }

    @Override
    public void close() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw(System.lineSeparator());
        json.close();
    }
}
