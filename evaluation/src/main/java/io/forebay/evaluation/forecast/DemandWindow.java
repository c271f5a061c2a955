package io.forebay.evaluation.forecast;

/**
 * What a function did in one window.
 *
 * @param function its number
 * @param count requests
 * @param bytes of these
 */
record DemandWindow(int function, long count, long bytes) {}
