package io.forebay.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

class HtmlPageTest {
    private static final String HOSTILE = "a<b>&\"c'\u0000\u001b[31m</table><script>x()</script>";

    @BeforeAll
    static void needsFonts() {
        Drawing.assumePossible();
    }

    private static Page page() {
        var curve =
                new Series(
                        "order2 " + HOSTILE,
                        true,
                        List.of(
                                new Series.Point(1, 4.5, ""),
                                new Series.Point(1_000, 4.25, ""),
                                new Series.Point(10_000, Double.NaN, "")));
        var marks =
                new Series(
                        "models",
                        false,
                        List.of(
                                new Series.Point(20, 5, "beside " + HOSTILE),
                                new Series.Point(0, 5, "has no place on a logarithmic axis")));
        return new Page(
                "prediction of " + HOSTILE,
                "./forebay evaluate --trace " + HOSTILE,
                List.of(
                        Section.of("Bits")
                                .note("Means of " + HOSTILE)
                                .table(
                                        Table.of(
                                                        Column.text("model"),
                                                        Column.number("bits", 3),
                                                        Column.count("requests/s"))
                                                .row("cm " + HOSTILE, 4.90949, 44_182)
                                                .row("none", Double.NaN, null)
                                                .build())
                                .chart(
                                        new XyChart(
                                                "Over time " + HOSTILE,
                                                Axis.logarithmic("requests " + HOSTILE),
                                                Axis.linear("bits"),
                                                List.of(curve, marks)))
                                .chart(
                                        new BarChart(
                                                "By head",
                                                Axis.fromZero("bits"),
                                                List.of(
                                                        new BarChart.Bar("op", "cm", 0.3),
                                                        new BarChart.Bar("op", "order2", 0.4),
                                                        new BarChart.Bar(HOSTILE, "cm", 1.3))))
                                .build()));
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(html)));
    }

    private static List<String> texts(Document document, String element) {
        var texts = new ArrayList<String>();
        var nodes = document.getElementsByTagName(element);
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void shouldBeWellFormedAndHoldTheTableWhateverTheTextIs() throws Exception {
        Document document = parse(HtmlPage.render(page()));
        assertThat(texts(document, "th")).containsExactly("model", "bits", "requests/s");
        assertThat(texts(document, "td"))
                .containsExactly(
                        "cm " + PlainText.clean(HOSTILE), "4.909", "44,182", "none", "–", "–");
        assertThat(texts(document, "script")).isEmpty();
        assertThat(texts(document, "pre").get(0)).startsWith("./forebay evaluate --trace a<b>");
    }

    @Test
    void shouldDrawEachChartInside() throws Exception {
        Document document = parse(HtmlPage.render(page()));
        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(2);
        assertThat(texts(document, "text"))
                .contains("By head", "models", "beside " + PlainText.clean(HOSTILE), "bits")
                .doesNotContain("has no place on a logarithmic axis");
        assertThat(document.getElementsByTagName("path").getLength()).isPositive();
    }

    @Test
    void shouldNeedNothingFromElsewhere() throws Exception {
        String html = HtmlPage.render(page());
        var nodes = parse(html).getElementsByTagName("*");
        for (int i = 0; i < nodes.getLength(); i++) {
            var attributes = ((Element) nodes.item(i)).getAttributes();
            for (int a = 0; a < attributes.getLength(); a++) {
                Node attribute = attributes.item(a);
                if (!attribute.getNodeName().startsWith("xmlns")) {
                    assertThat(attribute.getNodeValue()).doesNotContain("://");
                }
                assertThat(attribute.getNodeName()).isNotIn("src", "href", "xlink:href");
            }
        }
        assertThat(html).doesNotContain("@import", "<link", "<!ENTITY");
    }

    @Test
    void shouldHaveNoIdTwiceAndBeTheSameTwice() throws Exception {
        String html = HtmlPage.render(page());
        var nodes = parse(html).getElementsByTagName("*");
        var ids = new ArrayList<String>();
        for (int i = 0; i < nodes.getLength(); i++) {
            String id = ((Element) nodes.item(i)).getAttribute("id");
            if (!id.isEmpty()) {
                ids.add(id);
            }
        }
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
        assertThat(HtmlPage.render(page())).isEqualTo(html);
    }

    @Test
    void shouldDrawAChartWithoutValues() throws Exception {
        var empty = new Series("nothing", true, List.of());
        var chart = new XyChart("empty", Axis.logarithmic("x"), Axis.fromZero("y"), List.of(empty));
        var bars = new BarChart("no bars", Axis.fromZero("y"), List.of());
        var section = Section.of("s").chart(chart).chart(bars).build();
        assertThat(texts(parse(HtmlPage.render(new Page("t", "", List.of(section)))), "text"))
                .contains("empty", "no bars");
    }

    @Test
    void shouldRefuseSeriesOfOneName() {
        var one = new Series("same", true, List.of());
        assertThatThrownBy(
                        () ->
                                new XyChart(
                                        "c", Axis.linear("x"), Axis.linear("y"), List.of(one, one)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same name");
    }
}
