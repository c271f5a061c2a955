/** Deterministic replays of traces that hold models and policies against references and oracles. */
package io.forebay.evaluation;
