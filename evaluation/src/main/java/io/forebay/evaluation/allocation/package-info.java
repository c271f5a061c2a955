/** Replays of memories that functions share: how much is lost under which policy. */
package io.forebay.evaluation.allocation;
