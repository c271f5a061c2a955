package io.forebay.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Bytes of released state formats, in hexadecimal under {@code golden/}. */
public final class Golden {
    private Golden() {}

    public static byte[] read(String name) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".hex")) {
            assertThat(in).as("golden bytes of %s", name).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
        }
    }

    /**
     * The bytes are those released. With {@code -Dforebay.golden.update=true} they are written
     * instead, into the folder the tests run in.
     */
    public static void assertUnchanged(String name, byte[] bytes) throws IOException {
        if (Boolean.getBoolean("forebay.golden.update")) {
            Files.writeString(
                    Path.of("src/test/resources/golden", name + ".hex"),
                    HexFormat.of().formatHex(bytes) + "\n");
        }
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(HexFormat.of().formatHex(read(name)));
    }
}
