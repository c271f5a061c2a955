package io.forebay.shaping.anomaly;

/** Finds a series that stays in one cell for longer than it ever did. One thread. */
final class StayWatch {
    private static final int LEAST_FINISHED = 5;
    private static final int LEAST_SAMPLES = 60;
    private static final double LONGER = 1.1;
    private static final double LOG_2 = StrictMath.log(2);

    private int cell = -1;
    private long stay;
    private long longest;
    private long finished;
    private boolean told;

    /**
     * Takes in the present cell.
     *
     * @return bits of the stay in the sample in which it becomes too long, else 0
     */
    double next(int present) {
        if (present != cell) {
            if (cell >= 0) {
                finished++;
                longest = Math.max(longest, stay);
            }
            cell = present;
            stay = 0;
            told = false;
        }
        stay++;
        boolean isTooLong =
                finished >= LEAST_FINISHED
                        && stay > LEAST_SAMPLES
                        && (double) stay > LONGER * longest;
        if (told || !isTooLong) {
            return 0;
        }
        told = true;
        return 2 * StrictMath.log((double) finished + 1) / LOG_2;
    }
}
