package io.forebay.evaluation.prefetch;

/** The next four reads of a stride, once two equal steps came in a row. */
final class StrideRule implements PrefetchRule {
    private static final int STEPS = 4;

    private long previousFirst;
    private long previousStep;
    private int reads;

    @Override
    public void onRead(int request, long first, long last, Proposals out) {
        long step = first - previousFirst;
        if (reads >= 2 && step == previousStep && step != 0) {
            for (int i = 1; i <= STEPS; i++) {
                out.addRange(first + i * step, last + i * step);
            }
        }
        previousStep = step;
        previousFirst = first;
        reads++;
    }
}
