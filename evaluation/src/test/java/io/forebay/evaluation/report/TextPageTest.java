package io.forebay.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPageTest {
    private static String print(Page page) {
        var out = new StringWriter();
        TextPage.print(page, new PrintWriter(out));
        return out.toString();
    }

    @Test
    void shouldAlignColumns() {
        Table table =
                Table.of(Column.text("model"), Column.number("bits", 3), Column.count("speed"))
                        .row("forebay", 4.70949, 123_456L)
                        .row("cm", 12.5, null)
                        .build();
        String text =
                print(
                        new Page(
                                "title",
                                "",
                                List.of(Section.of("Bits").note("a note").table(table).build())));
        assertThat(text)
                .isEqualTo(
                        """
                        title

                        Bits
                          a note

                          model      bits    speed
                          forebay   4.709  123,456
                          cm       12.500        –
                        """);
    }

    @Test
    void shouldPrintNoControlCharacters() {
        Table table = Table.of(Column.text("name")).row("a\u001b[31mb\nc\ud800").build();
        String text = print(new Page("t\u0007", "", List.of(Section.of("s").table(table).build())));
        assertThat(text).contains("a\ufffd[31mb\ufffdc\ufffd").doesNotContain("\u001b", "\u0007");
    }

    @Test
    void shouldRefuseARowWithoutACellForEachColumn() {
        assertThatThrownBy(() -> Table.of(Column.text("a"), Column.text("b")).row("x").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns=2, cells=1");
    }
}
