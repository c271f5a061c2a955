package io.forebay.evaluation.report;

/**
 * Is told how far an evaluation is. Called on the evaluating thread, often: an implementation must
 * be cheap.
 */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (what, stepsDone, stepsInAll) -> {};

    /**
     * How far it is.
     *
     * @param what is being done, such as the name of a model; a new name begins a new count
     * @param stepsDone of it, from 0 to {@code stepsInAll}
     * @param stepsInAll of it
     */
    void show(String what, long stepsDone, long stepsInAll);
}
