/**
 * Bits per request: the engine, what is left of it without some of its parts, and reference models.
 */
package io.forebay.evaluation.prediction;
