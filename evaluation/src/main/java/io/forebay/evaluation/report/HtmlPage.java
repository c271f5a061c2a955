package io.forebay.evaluation.report;

import java.util.List;

/**
 * Writes a {@link Page} as one HTML file that needs nothing else: styles and charts are in it. It
 * is well-formed XML, too.
 */
public final class HtmlPage {
    private static final String STYLE =
            """
            body { font-family: sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em;
                   color: #222; background: #fff; }
            h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 2em; }
            pre { background: #f4f4f4; padding: .6em; white-space: pre-wrap; }
            table { border-collapse: collapse; margin: 1em 0; font-size: .9em; }
            th, td { padding: .25em .8em; border-bottom: 1px solid #ddd; text-align: left; }
            th { border-bottom: 2px solid #888; }
            .number { text-align: right; font-variant-numeric: tabular-nums; }
            figure { margin: 1em 0; } svg { width: 100%; height: auto; }
            """;

    private final StringBuilder html = new StringBuilder();
    private int charts;

    private HtmlPage() {}

    /** The page as HTML. Allocates and draws; takes some hundred milliseconds the first time. */
    public static String render(Page page) {
        return new HtmlPage().write(page);
    }

    /**
     * Draws a small chart, so that a lack is found before the figures are.
     *
     * @throws IllegalStateException when this Java cannot draw, as where it finds no fonts
     */
    public static void requireDrawing() {
        try {
            var axis = Axis.linear("x");
            var chart = new XyChart("chart", axis, axis, List.of());
            render(new Page("", "", List.of(Section.of("").chart(chart).build())));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IllegalStateException(
                    "charts cannot be drawn: this Java finds no fonts (it needs fontconfig and FreeType): "
                            + e,
                    e);
        }
    }

    private String write(Page page) {
        String title = PlainText.escape(page.title());
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width\"/>\n");
        html.append("<title>").append(title).append("</title>\n");
        html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
        element("h1", title);
        if (!page.commandLine().isEmpty()) {
            element("pre", PlainText.escape(page.commandLine()));
        }
        page.sections().forEach(this::write);
        return html.append("</body>\n</html>\n").toString();
    }

    private void write(Section section) {
        element("h2", PlainText.escape(section.title()));
        section.notes().forEach(note -> element("p", PlainText.escape(note)));
        section.tables().forEach(this::write);
        for (Chart chart : section.charts()) {
            charts++;
            element("figure", ChartSvg.draw(chart, "chart" + charts + "-"));
        }
    }

    private void write(Table table) {
        List<List<String>> lines = table.toText();
        html.append("<table>\n<thead>\n");
        row("th", table, lines.get(0));
        html.append("</thead>\n<tbody>\n");
        lines.subList(1, lines.size()).forEach(line -> row("td", table, line));
        html.append("</tbody>\n</table>\n");
    }

    private void row(String element, Table table, List<String> cells) {
        html.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.append('<').append(element);
            html.append(table.columns().get(i).numeric() ? " class=\"number\">" : ">");
            html.append(PlainText.escape(cells.get(i)));
            html.append("</").append(element).append('>');
        }
        html.append("</tr>\n");
    }

    private void element(String name, String content) {
        html.append('<').append(name).append('>').append(content);
        html.append("</").append(name).append(">\n");
    }
}
