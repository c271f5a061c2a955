/**
 * Replays block traces through an ideal prefetch buffer: Forebay's policy beside simple rules,
 * nothing below and an oracle above.
 */
package io.forebay.evaluation.prefetch;
