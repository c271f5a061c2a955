/** Traces as every evaluation replays them, and the time a replay takes. */
package io.forebay.evaluation.replay;
