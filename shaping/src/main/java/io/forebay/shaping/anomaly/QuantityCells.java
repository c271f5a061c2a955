package io.forebay.shaping.anomaly;

/**
 * Where one quantity of a series lies: its cells in two grids half a cell apart, now and some
 * samples ago. One thread.
 */
final class QuantityCells {
    static final int GRIDS = 2;

    private final int firstGrid;
    private final int lag;
    private final CellGrid[] grids = new CellGrid[GRIDS];
    private final byte[][] earlier;
    private final int[] cells = new int[GRIDS];
    private long count;

    /**
     * @param quantity number of the quantity; its grids are counted under twice this and one more
     * @param lag how many samples ago the cell is that the present one is predicted from; 0 for
     *     none
     */
    QuantityCells(int quantity, int lag) {
        firstGrid = GRIDS * quantity;
        this.lag = lag;
        earlier = new byte[GRIDS][lag];
    }

    /** Fixes the grids for good, over the range of the warm-up. */
    void fix(double low, double high) {
        grids[0] = CellGrid.over(low, high);
        grids[1] = CellGrid.shiftedOver(low, high);
    }

    void place(double value) {
        cells[0] = grids[0].cellOf(value);
        cells[1] = grids[1].cellOf(value);
    }

    int cell(int grid) {
        return cells[grid];
    }

    double marginal(CellCounts counts, int grid) {
        return counts.marginal(firstGrid + grid, cells[grid]);
    }

    /** Probability given the earlier cell; the marginal while there is none. */
    double conditional(CellCounts counts, int grid) {
        if (lag == 0 || count < lag) {
            return marginal(counts, grid);
        }
        return counts.conditional(firstGrid + grid, earlier[grid][slot()], cells[grid]);
    }

    /** Counts the present cells, which then belong to the past. */
    void count(CellCounts counts) {
        for (int grid = 0; grid < GRIDS; grid++) {
            if (lag > 0) {
                if (count >= lag) {
                    counts.addPair(firstGrid + grid, earlier[grid][slot()], cells[grid]);
                }
                earlier[grid][slot()] = (byte) cells[grid];
            }
            counts.add(firstGrid + grid, cells[grid]);
        }
        count++;
    }

    private int slot() {
        return (int) (count % lag);
    }
}
