package io.forebay.gateway;

import io.forebay.schemas.gateway.v1.ControllerState;

/**
 * How far a gateway is, at about one moment. Wall-clock figures are here and not in the report.
 *
 * @param stage where the workload is
 * @param clockNanos virtual clock; 0 before the first element
 * @param captureRecords records appended to the capture log
 * @param captureGaps gaps sent to subscribers that were behind
 * @param subscribers capture streams open now
 * @param controllers control streams open now
 * @param controller whether the controller in force is there
 * @param fencedCommands commands of an epoch that was no longer in force
 * @param repeatedCommands commands that came again and were answered the same
 * @param commandsWithoutEffect commands that came too late to have an effect
 * @param elapsedNanos wall time since the workload began; it stands still once the workload is over
 */
public record GatewayProgress(
        Stage stage,
        long elementsRead,
        long elementsRefused,
        long elementsCaptured,
        long elementsCompleted,
        long clockNanos,
        long captureRecords,
        long captureGaps,
        int subscribers,
        int controllers,
        ControllerState controller,
        long fencedCommands,
        long repeatedCommands,
        long commandsWithoutEffect,
        long elapsedNanos) {

    /** Where a workload is. */
    public enum Stage {
        WAITING_FOR_SUBSCRIBER,
        RUNNING,
        ENDED,
        FAILED
    }
}
