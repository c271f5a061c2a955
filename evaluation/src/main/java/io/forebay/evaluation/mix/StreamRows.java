package io.forebay.evaluation.mix;

import java.util.List;

/**
 * The requests of one trace in order of time, by stream.
 *
 * @param streams names of the streams, in the order of their numbers
 * @param rows times in microseconds from the first row; at least two
 */
record StreamRows(List<String> streams, MixRows rows) {}
