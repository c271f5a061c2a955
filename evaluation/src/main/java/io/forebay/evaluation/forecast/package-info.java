/**
 * Forecasts held against simple references: demand by window, remaining burst bytes, gaps, and the
 * probabilities of candidate reads.
 */
package io.forebay.evaluation.forecast;
