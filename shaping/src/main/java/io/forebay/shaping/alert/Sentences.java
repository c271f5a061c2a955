package io.forebay.shaping.alert;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Puts incidents into one sentence a person understands: who, what, when, why it is unusual, what
 * it looks like. Times are UTC. Stateless; any thread.
 */
public final class Sentences {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.S", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final double AS_USUAL = 1.5;
    private static final String RESPONSES = "response-nanos";
    private static final String SIZE_BITS = "size-bits";
    private static final int MOST_NAMES = 5;

    private Sentences() {}

    /** About the incident of a function. */
    static String ofFunction(
            String functionId, IncidentFacts facts, UsualTraffic usual, boolean hasEnded) {
        Signature signature = facts.signature;
        Deviation deviation = facts.deviation(usual);
        String verdict = signature.verdict();
        return functionId
                + " "
                + switch (signature) {
                    case STALL -> stall(facts, usual, hasEnded);
                    case SCAN -> scan(facts, deviation, hasEnded);
                    case OPERATION_MIX -> operations(facts, deviation, hasEnded);
                    case SUSTAINED_READS -> reads(facts, deviation, hasEnded);
                    case SLOW_RESPONSES ->
                            responses(
                                    facts.responseNanos(), usual.responseNanos(), facts, hasEnded);
                    case BURST, SLOWDOWN -> volume(facts, usual, deviation, hasEnded);
                    case SIZE_SHIFT -> sizes(facts, usual, deviation, hasEnded);
                    case UNFAMILIAR -> unfamiliar(facts, usual, deviation, hasEnded);
                }
                + (verdict.isEmpty() ? "" : ": looks like " + verdict);
    }

    /** About functions of a device that deviate together. */
    public static String ofDevice(
            String deviceId,
            List<String> members,
            long startNanos,
            long endNanos,
            boolean hasEnded,
            Signature signature) {
        List<String> shown = members.subList(0, Math.min(MOST_NAMES, members.size()));
        String more = members.size() > MOST_NAMES ? " and others" : "";
        return deviceId
                + ": "
                + members.size()
                + (hasEnded ? " functions left their usual traffic" : " functions leave theirs")
                + " together "
                + when(startNanos, endNanos, hasEnded)
                + " ("
                + String.join(", ", shown)
                + more
                + ")"
                + (signature == Signature.UNFAMILIAR ? "" : ": looks like " + signature.verdict());
    }

    private static String stall(IncidentFacts facts, UsualTraffic usual, boolean hasEnded) {
        return (hasEnded ? "sent nothing " : "has sent nothing ")
                + when(facts, hasEnded)
                + ", where "
                + plural(usual.count(), "request")
                + " every "
                + Quantities.duration((double) facts.windowNanos)
                + (isOne(usual.count()) ? " is" : " are")
                + " usual";
    }

    private static boolean isOne(double count) {
        return Quantities.figure(count).equals("1");
    }

    private static String plural(double count, String what) {
        return Quantities.figure(count) + " " + what + (isOne(count) ? "" : "s");
    }

    private static String scan(IncidentFacts facts, Deviation deviation, boolean hasEnded) {
        boolean reads = facts.readCount > 0;
        String verb = reads ? hasEnded ? "read" : "reads" : hasEnded ? "sent" : "sends";
        double ratio = reads ? deviation.readRatio() : deviation.countRatio();
        String where = reads ? "at addresses" : "to places";
        return (ratio >= AS_USUAL ? verb + " " + times(ratio) + " its usual volume" : verb)
                + " "
                + when(facts, hasEnded)
                + ", "
                + percent(deviation.newRegionShare())
                + " of it "
                + where
                + " it had not touched lately";
    }

    private static String operations(IncidentFacts facts, Deviation deviation, boolean hasEnded) {
        double readShare = deviation.readShare();
        if (Signature.isSwapped(deviation)) {
            return (hasEnded ? "read" : "reads")
                    + " where it writes, or the other way round, with "
                    + percent(deviation.swappedShare())
                    + " of its requests "
                    + when(facts, hasEnded);
        }
        if (Math.abs(readShare - deviation.usualReadShare()) < 0.1) {
            return (hasEnded ? "mixed" : "mixes")
                    + " its operations in an unusual way "
                    + when(facts, hasEnded)
                    + " ("
                    + bits(deviation.operationBits(), deviation.usualOperationBits())
                    + ")";
        }
        return (hasEnded ? "read with " : "reads with ")
                + percent(readShare)
                + " of its requests "
                + when(facts, hasEnded)
                + ", where "
                + percent(deviation.usualReadShare())
                + " is usual";
    }

    private static String reads(IncidentFacts facts, Deviation deviation, boolean hasEnded) {
        return (hasEnded ? "read " : "reads ")
                + times(deviation.readRatio())
                + " its usual volume "
                + when(facts, hasEnded)
                + ", "
                + Quantities.bytes((double) facts.readBytes)
                + " in all";
    }

    private static String responses(
            double observedNanos, double usualNanos, IncidentFacts facts, boolean hasEnded) {
        return (hasEnded ? "waited " : "waits ")
                + Quantities.duration(observedNanos)
                + " for an answer "
                + when(facts, hasEnded)
                + ", where "
                + Quantities.duration(usualNanos)
                + " is usual";
    }

    private static String volume(
            IncidentFacts facts, UsualTraffic usual, Deviation deviation, boolean hasEnded) {
        double n = Math.max(1, facts.windows);
        boolean byCount =
                Math.abs(Math.log(Math.max(1e-6, deviation.countRatio())))
                        >= Math.abs(Math.log(Math.max(1e-6, deviation.bytesRatio())));
        String what =
                byCount
                        ? times(deviation.countRatio()) + " its usual requests "
                        : times(deviation.bytesRatio()) + " its usual volume ";
        String observed =
                byCount ? Quantities.figure(facts.count / n) : Quantities.bytes(facts.bytes / n);
        String expected =
                byCount ? Quantities.figure(usual.count()) : Quantities.bytes(usual.bytes());
        return (hasEnded ? "sent " : "sends ")
                + what
                + when(facts, hasEnded)
                + ", "
                + observed
                + " every "
                + Quantities.duration((double) facts.windowNanos)
                + " where "
                + expected
                + " are usual";
    }

    private static String sizes(
            IncidentFacts facts, UsualTraffic usual, Deviation deviation, boolean hasEnded) {
        double ratio = deviation.sizeRatio();
        if (Math.max(ratio, 1 / ratio) < AS_USUAL && facts.feature.equals(SIZE_BITS)) {
            return unforetold("sizes", facts, hasEnded);
        }
        return (hasEnded ? "sent" : "sends")
                + " requests of "
                + Quantities.bytes(facts.bytes / (double) Math.max(1, facts.count))
                + " on average "
                + when(facts, hasEnded)
                + ", where "
                + Quantities.bytes(usual.bytes() / Math.max(1, usual.count()))
                + " is usual";
    }

    private static String unfamiliar(
            IncidentFacts facts, UsualTraffic usual, Deviation deviation, boolean hasEnded) {
        return switch (facts.feature) {
            case "count", "bytes" -> volume(facts, usual, deviation, hasEnded);
            case RESPONSES, "least-response-nanos" ->
                    responses(facts.observed, facts.expected, facts, hasEnded);
            case "length" -> sizes(facts, usual, deviation, hasEnded);
            case "operation-bits" -> unforetold("requests", facts, hasEnded);
            case SIZE_BITS -> unforetold("sizes", facts, hasEnded);
            case "address-bits" ->
                    (hasEnded ? "went to addresses" : "goes to addresses")
                            + unforetold(facts, hasEnded);
            case "gap-bits" ->
                    (hasEnded ? "sent at times" : "sends at times") + unforetold(facts, hasEnded);
            case "new-regions" -> counted("requests where it had not been lately", facts, hasEnded);
            case "reads", "others" -> operations(facts, deviation, hasEnded);
            case "swapped" ->
                    (hasEnded ? "read" : "reads")
                            + " where it writes, or the other way round, "
                            + when(facts, hasEnded);
            case "silence" ->
                    (hasEnded ? "was silent at times " : "is silent at times ")
                            + when(facts, hasEnded)
                            + ", which is unusual";
            default ->
                    (hasEnded ? "left" : "leaves") + " its usual traffic " + when(facts, hasEnded);
        };
    }

    private static String unforetold(String what, IncidentFacts facts, boolean hasEnded) {
        return (hasEnded ? "sent " : "sends ") + what + unforetold(facts, hasEnded);
    }

    private static String unforetold(IncidentFacts facts, boolean hasEnded) {
        return " that its past does not foretell "
                + when(facts, hasEnded)
                + " ("
                + bits(facts.observed, facts.expected)
                + ")";
    }

    /** A count of the worst window, or of ten windows: whichever was the more improbable. */
    private static String counted(String what, IncidentFacts facts, boolean hasEnded) {
        return (hasEnded ? "sent " : "sends ")
                + Quantities.figure(facts.observed)
                + " "
                + what
                + " at its worst "
                + when(facts, hasEnded)
                + ", where "
                + Quantities.figure(facts.expected)
                + (isOne(facts.expected) ? " is" : " are")
                + " usual";
    }

    private static String bits(double observed, double expected) {
        return Quantities.figure(observed)
                + " bits per request where "
                + Quantities.figure(expected)
                + " are usual";
    }

    private static String when(IncidentFacts facts, boolean hasEnded) {
        return when(facts.startNanos, facts.endNanos, hasEnded);
    }

    private static String when(long startNanos, long endNanos, boolean hasEnded) {
        String start = CLOCK.format(Instant.ofEpochSecond(0, startNanos));
        return hasEnded
                ? "from " + start + " for " + Quantities.duration((double) endNanos - startNanos)
                : "since " + start;
    }

    private static String times(double ratio) {
        return ratio >= Deviation.MOST_RATIO ? "many times" : Quantities.figure(ratio) + " times";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
