package io.forebay.evaluation.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.svg.MeetOrSlice;
import org.jfree.svg.PreserveAspectRatio;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

/** Draws charts as SVG elements that can stand in a page. */
final class ChartSvg {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 420;
    private static final int BAR_HEIGHT = 22;
    private static final int AROUND_BARS = 140;
    private static final int TITLE_SIZE = 15;
    private static final int LABEL_SIZE = 12;
    private static final float LINE_WIDTH = 1.6f;

    /** Share of an axis behind the last point, into which its label is written. */
    private static final double ROOM_FOR_LABELS = 0.18;

    private static final float DASH_LENGTH = 4f;
    private static final Ellipse2D MARK = new Ellipse2D.Double(-3.5, -3.5, 7, 7);

    /** Distances between the ticks of a logarithmic axis, in decades. */
    private static final double[] TICK_DECADES = {0.1, 0.25, 0.5, 1, 2, 4, 8};

    /** Told apart by people with any colour vision: Okabe and Ito, 2008. */
    private static final Color[] COLOURS = {
        new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73), new Color(0xcc79a7),
        new Color(0xe69f00), new Color(0x56b4e9), new Color(0x000000), new Color(0x8a7f00)
    };

    private ChartSvg() {}

    /**
     * @param idPrefix what ids inside the drawing begin with; different for each drawing of a page
     */
    static String draw(Chart chart, String idPrefix) {
        if (chart instanceof XyChart xy) {
            return svg(xyChart(xy), HEIGHT, idPrefix);
        }
        var bars = (BarChart) chart;
        return svg(barChart(bars), AROUND_BARS + BAR_HEIGHT * bars.bars().size(), idPrefix);
    }

    private static String svg(JFreeChart chart, int height, String idPrefix) {
        var graphics = new SVGGraphics2D(WIDTH, height);
        graphics.setDefsKeyPrefix(idPrefix);
        chart.setElementHinting(false);
        chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
        return graphics.getSVGElement(
                null,
                false,
                new ViewBox(0, 0, WIDTH, height),
                PreserveAspectRatio.XMID_YMID,
                MeetOrSlice.MEET);
    }

    private static JFreeChart themed(JFreeChart chart) {
        var theme = new StandardChartTheme("forebay");
        theme.setExtraLargeFont(new Font(Font.SANS_SERIF, Font.BOLD, TITLE_SIZE));
        theme.setLargeFont(new Font(Font.SANS_SERIF, Font.PLAIN, LABEL_SIZE));
        theme.setRegularFont(new Font(Font.SANS_SERIF, Font.PLAIN, LABEL_SIZE));
        theme.setSmallFont(new Font(Font.SANS_SERIF, Font.PLAIN, LABEL_SIZE));
        theme.setPlotBackgroundPaint(Color.WHITE);
        theme.setDomainGridlinePaint(Color.LIGHT_GRAY);
        theme.setRangeGridlinePaint(Color.LIGHT_GRAY);
        theme.setBarPainter(new StandardBarPainter());
        theme.setShadowVisible(false);
        theme.apply(chart);
        chart.getPlot().setOutlineVisible(false);
        return chart;
    }

    private static JFreeChart xyChart(XyChart chart) {
        var data = new XYSeriesCollection();
        var renderer = new XYLineAndShapeRenderer();
        renderer.setDrawSeriesLineAsPath(true);
        var labels = new ArrayList<List<String>>();
        for (Series series : chart.series()) {
            int index = data.getSeriesCount();
            List<Series.Point> shown = shown(chart, series);
            var points = new XYSeries(PlainText.clean(series.name()), false);
            shown.forEach(point -> points.add(point.x(), point.y(), false));
            data.addSeries(points);
            labels.add(shown.stream().map(point -> PlainText.clean(point.label())).toList());
            renderer.setSeriesLinesVisible(index, series.lines());
            renderer.setSeriesShapesVisible(index, !series.lines());
            renderer.setSeriesStroke(index, stroke(index));
            renderer.setSeriesShape(index, MARK);
        }
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultItemLabelGenerator(
                (dataset, series, item) -> labels.get(series).get(item));
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE2, TextAnchor.BOTTOM_LEFT));
        ValueAxis x = axis(chart.x());
        if (labels.stream().flatMap(List::stream).anyMatch(label -> !label.isEmpty())) {
            x.setUpperMargin(ROOM_FOR_LABELS);
        }
        var plot = new XYPlot(data, x, axis(chart.y()), renderer);
        JFreeChart drawn = themed(new JFreeChart(PlainText.clean(chart.title()), plot));
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
        }
        return drawn;
    }

    /** The first lines are whole, those whose colour comes again are dashed. */
    private static BasicStroke stroke(int series) {
        return series < COLOURS.length
                ? new BasicStroke(LINE_WIDTH)
                : new BasicStroke(
                        LINE_WIDTH,
                        BasicStroke.CAP_BUTT,
                        BasicStroke.JOIN_ROUND,
                        1f,
                        new float[] {DASH_LENGTH * (1 + series / COLOURS.length), DASH_LENGTH},
                        0f);
    }

    private static List<Series.Point> shown(XyChart chart, Series series) {
        return series.points().stream()
                .filter(point -> canBeShown(chart.x(), point.x()))
                .filter(point -> canBeShown(chart.y(), point.y()))
                .toList();
    }

    private static boolean canBeShown(Axis axis, double value) {
        return Double.isFinite(value) && (!axis.logarithmic() || value > 0);
    }

    private static NumberAxis linearAxis(Axis axis) {
        var number = new NumberAxis(PlainText.clean(axis.label()));
        number.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        number.setAutoRangeIncludesZero(axis.fromZero());
        return number;
    }

    private static ValueAxis axis(Axis axis) {
        if (!axis.logarithmic()) {
            return linearAxis(axis);
        }
        var logarithmic = new LogAxis(PlainText.clean(axis.label()));
        var units = new TickUnits();
        var format = new RoundedFormat();
        for (double decades : TICK_DECADES) {
            units.add(new NumberTickUnit(decades, format));
        }
        logarithmic.setStandardTickUnits(units);
        logarithmic.setNumberFormatOverride(format);
        return logarithmic;
    }

    private static JFreeChart barChart(BarChart chart) {
        var data = new DefaultCategoryDataset();
        for (BarChart.Bar bar : chart.bars()) {
            if (canBeShown(chart.values(), bar.value())) {
                data.addValue(
                        bar.value(), PlainText.clean(bar.series()), PlainText.clean(bar.group()));
            }
        }
        JFreeChart drawn =
                ChartFactory.createBarChart(
                        PlainText.clean(chart.title()),
                        null,
                        null,
                        data,
                        PlotOrientation.HORIZONTAL,
                        data.getRowCount() > 1,
                        false,
                        false);
        themed(drawn);
        CategoryPlot plot = drawn.getCategoryPlot();
        plot.setRangeAxis(axis(chart.values()));
        var renderer = (BarRenderer) plot.getRenderer();
        for (int i = 0; i < data.getRowCount(); i++) {
            renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
        }
        return drawn;
    }
}
