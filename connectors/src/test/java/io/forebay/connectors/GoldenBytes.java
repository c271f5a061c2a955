package io.forebay.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;

/** State as released versions wrote it, under {@code golden} in the test resources. */
public final class GoldenBytes {
    private GoldenBytes() {}

    public static byte[] of(String name) throws IOException {
        try (InputStream bytes =
                GoldenBytes.class.getClassLoader().getResourceAsStream("golden/" + name)) {
            assertThat(bytes).as("golden bytes: %s", name).isNotNull();
            return bytes.readAllBytes();
        }
    }
}
