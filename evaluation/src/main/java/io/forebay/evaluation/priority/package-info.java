/** Replays of a device's queued elements on one server, under scheduling policies. */
package io.forebay.evaluation.priority;
