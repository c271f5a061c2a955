package io.forebay.jobs.run;

import io.forebay.gateway.GatewayReport;
import io.forebay.schemas.AnomalyAlert;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run came to: the gateway's side and the job's side together. Nothing in it is of the wall
 * clock: at speed max the same workload, seed and settings give the same report, byte for byte.
 *
 * @param failure why the run failed; null when it did not
 * @param bitsPerRequest prediction error, in bits, over all elements of all functions
 * @param deadLetters all inputs that could not be used
 * @param alerts incidents, each counted once
 * @param alertRows their starts, changes and ends in the order of time
 * @param undeliveredAlerts alerts that the webhook did not take, by reason
 */
public record RunReport(
        String workload,
        long seed,
        String speed,
        int parallelism,
        String deviceId,
        String failure,
        double deviceSeconds,
        Elements elements,
        BitsPerRequest bitsPerRequest,
        GatewayReport.Prefetch prefetch,
        ResponseTimes responseTimes,
        GatewayReport.Commands commands,
        GatewayReport.Edge edge,
        long deadLetters,
        Map<String, Long> deadLettersByReason,
        List<GatewayReport.DeadLetterRow> firstDeadLetters,
        long alerts,
        List<AlertRow> alertRows,
        Map<String, Long> undeliveredAlerts,
        List<FunctionRow> functions) {

    /**
     * Every element read is accounted for: {@code read = refused + captured}, {@code captured =
     * processed + late + rejectedByJob + missed}, {@code captured = tagged + untagged}.
     *
     * @param read from the workload
     * @param refused by the gateway, as dead letters
     * @param captured by the device
     * @param clamped moved to the latest time before, because their times ran backwards
     * @param processed predicted and learned by the job
     * @param late too late for the job's watermark
     * @param rejectedByJob dead letters of the job
     * @param missed not seen by the job, which was so slow that the capture log had moved on
     * @param tagged elements that a tag reached, in time or late
     * @param taggedInTime while they were queued
     * @param taggedLate after they had left the queue
     * @param untagged whose tag expired on its way or came after the end
     * @param completed by the device
     */
    public record Elements(
            long read,
            long refused,
            long captured,
            long clamped,
            long processed,
            long late,
            long rejectedByJob,
            long missed,
            long tagged,
            long taggedInTime,
            long taggedLate,
            long untagged,
            long completed) {}

    /** Prediction error per element, in bits, head by head. */
    public record BitsPerRequest(
            double total, double operation, double size, double delta, double gap) {}

    /**
     * The same workload on the same device with and without commands; null where there was nothing.
     */
    public record ResponseTimes(
            GatewayReport.Device withForebay, GatewayReport.Device withoutForebay) {}

    /**
     * An alert's start, change or end.
     *
     * @param functionId the function; the device where several functions deviate together
     * @param feature the quantity that was observed; empty for a device
     * @param members the functions that deviate together
     * @param deviceIncident the incident of the device it belongs to; null where it stands alone
     */
    public record AlertRow(
            double atSeconds,
            String functionId,
            long incident,
            String state,
            String severity,
            String surprise,
            double scoreBits,
            String feature,
            double observed,
            double expected,
            String explanation,
            int revision,
            String kind,
            String signature,
            List<String> members,
            Long deviceIncident) {}

    /** One function. */
    public record FunctionRow(
            String functionId,
            long captured,
            double bitsPerRequest,
            long shareBytes,
            GatewayReport.Prefetch prefetch,
            GatewayReport.Device withForebay,
            GatewayReport.Device withoutForebay) {}

    static RunReport of(
            RunSettings settings, GatewayReport gateway, JobTally tally, String jobFailure) {
        JobTally.Bits bits = tally.bits();
        long startNanos = gateway.firstArrivalNanos() == null ? 0 : gateway.firstArrivalNanos();
        List<AnomalyAlert> alerts = tally.alerts();
        return new RunReport(
                settings.workload(),
                settings.seed(),
                settings.speed().toString(),
                settings.parallelism(),
                gateway.deviceId(),
                firstFailure(gateway.failure(), jobFailure, gateway.readError()),
                (gateway.endNanos() - startNanos) / 1e9,
                elements(gateway, bits, tally),
                new BitsPerRequest(
                        bits.total(), bits.operation(), bits.size(), bits.delta(), bits.gap()),
                gateway.prefetch(),
                new ResponseTimes(gateway.with(), gateway.without()),
                gateway.commands(),
                gateway.edge(),
                gateway.deadLetters().count() + tally.deadLetters(),
                merged(gateway.deadLetters().byReason(), tally.deadLettersByReason()),
                gateway.deadLetters().first(),
                alerts.stream()
                        .map(alert -> alert.getFunctionId() + "#" + alert.getIncident())
                        .distinct()
                        .count(),
                alerts.stream().map(alert -> row(alert, startNanos)).toList(),
                tally.undeliveredByReason(),
                functions(gateway, tally.bitsByFunction()));
    }

    private static Elements elements(GatewayReport gateway, JobTally.Bits bits, JobTally tally) {
        long captured = gateway.elements().captured();
        long tagged = gateway.tags().inTime() + gateway.tags().late();
        return new Elements(
                gateway.elements().read(),
                gateway.elements().refused(),
                captured,
                gateway.elements().clamped(),
                bits.elements(),
                tally.late(),
                tally.deadLetters(),
                captured - bits.elements() - tally.late() - tally.deadLetters(),
                tagged,
                gateway.tags().inTime(),
                gateway.tags().late(),
                captured - tagged,
                gateway.elements().completed());
    }

    private static AlertRow row(AnomalyAlert alert, long startNanos) {
        return new AlertRow(
                (alert.getWindowStartNanos() - startNanos) / 1e9,
                alert.getFunctionId(),
                alert.getIncident(),
                alert.getState().name(),
                alert.getSeverity().name(),
                alert.getSurprise().name(),
                alert.getScoreBits(),
                alert.getFeature(),
                alert.getObserved(),
                alert.getExpected(),
                alert.getExplanation(),
                alert.getRevision(),
                alert.getKind().name(),
                alert.getSignature(),
                alert.getMembers(),
                alert.getDeviceIncident());
    }

    private static List<FunctionRow> functions(GatewayReport gateway, Map<String, Double> bits) {
        return gateway.functions().stream()
                .map(
                        function ->
                                new FunctionRow(
                                        function.functionId(),
                                        function.captured(),
                                        bits.getOrDefault(function.functionId(), 0.0),
                                        function.shareBytes(),
                                        function.prefetch(),
                                        function.with(),
                                        function.without()))
                .toList();
    }

    private static Map<String, Long> merged(Map<String, Long> left, Map<String, Long> right) {
        Map<String, Long> sum = new TreeMap<>(left);
        right.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return sum;
    }

    private static String firstFailure(String... failures) {
        for (String failure : failures) {
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }
}
