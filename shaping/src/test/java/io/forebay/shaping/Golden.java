package io.forebay.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Snapshots of released formats, kept as hexadecimal text under {@code golden/}. */
public final class Golden {
    private Golden() {}

    /** The snapshot of that name. */
    public static byte[] bytes(String name) {
        try (var in = Golden.class.getResourceAsStream("/golden/" + name)) {
            assertThat(in).as("resource %s", name).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
