package io.forebay.gateway.control;

import com.google.rpc.Code;
import io.forebay.schemas.gateway.v1.ArbitrationResult;
import io.forebay.schemas.gateway.v1.ControllerState;
import io.forebay.schemas.gateway.v1.ControllerStatus;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open control streams, and which of them control the device: those of the candidate with the
 * highest election id. Who is in force changes and is asked for on the engine's thread only, in the
 * order in which commands are applied: so no command of an older candidate is applied after a newer
 * one was told that it controls. Other methods as they say.
 */
public final class Controllers {
    private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);

    private final String deviceId;
    private final long timeoutNanos;
    private final Set<ControlCall> calls = ConcurrentHashMap.newKeySet();
    private volatile Candidate inForce;
    private volatile ControllerState state;
    private long term;

    /**
     * @param highest who was in force in an earlier life of the gateway
     * @param timeoutNanos after which a controller that is not heard counts as silent
     */
    public Controllers(String deviceId, Optional<Candidate> highest, long timeoutNanos) {
        this.deviceId = deviceId;
        this.inForce = highest.orElse(null);
        this.timeoutNanos = timeoutNanos;
        this.state =
                highest.isPresent()
                        ? ControllerState.CONTROLLER_STATE_ABSENT
                        : ControllerState.CONTROLLER_STATE_NONE;
    }

    /** A control stream was opened. Any thread. */
    public void add(ControlCall call) {
        calls.add(call);
    }

    /** A control stream is over. Any thread. */
    public void remove(ControlCall call) {
        calls.remove(call);
    }

    /** Open control streams. Any thread. */
    public int count() {
        return calls.size();
    }

    /** Ends all control streams. */
    public void completeAll() {
        calls.forEach(ControlCall::complete);
    }

    /**
     * A candidate that is on the disk takes part: from now on it is in force, if its election id is
     * the highest, and all streams of the one before learn of it.
     */
    void takePart(ControlCall call, Candidate candidate) {
        Candidate before = inForce;
        boolean takesOver =
                !candidate.isListener()
                        && (before == null
                                || candidate.electionId().compareTo(before.electionId()) > 0);
        if (takesOver) {
            inForce = candidate;
            term++;
            state = ControllerState.CONTROLLER_STATE_PRESENT;
            logTakeover(candidate, before);
            for (ControlCall other : calls) {
                if (other != call && other.candidate() != null) {
                    other.tell(standing(other.candidate()));
                }
            }
        }
    }

    private void logTakeover(Candidate candidate, Candidate before) {
        try (var epoch = candidate.inLog()) {
            LOG.info(
                    "{}: controller {} takes over with election id {}{}",
                    deviceId,
                    candidate.controllerId(),
                    candidate.electionId(),
                    before == null
                            ? ""
                            : " from " + before.controllerId() + ", " + before.electionId());
        }
    }

    /** How a candidate stands now. */
    ArbitrationResult standing(Candidate candidate) {
        Candidate primary = inForce;
        var result = ArbitrationResult.newBuilder().setDeviceId(deviceId);
        if (primary != null) {
            result.setPrimaryControllerId(primary.controllerId())
                    .setPrimaryElectionId(primary.electionId().toProto());
        }
        if (isInForce(candidate)) {
            return result.setCode(Code.OK).build();
        }
        if (primary == null) {
            return result.setCode(Code.NOT_FOUND).setDetail("no controller was primary").build();
        }
        boolean isConnected =
                calls.stream().anyMatch(call -> primary.equals(call.candidate()) && !call.isOver());
        return result.setCode(isConnected ? Code.ALREADY_EXISTS : Code.NOT_FOUND)
                .setDetail(
                        isConnected
                                ? "another controller is primary"
                                : "another controller was primary and is not connected")
                .build();
    }

    /** Whether commands of the candidate may be applied. */
    boolean isInForce(Candidate candidate) {
        return candidate != null && candidate.equals(inForce);
    }

    /** Counts the controllers that came into force. */
    long term() {
        return term;
    }

    /** Sees who was heard, and logs what has changed. Any one thread. */
    public void watch(long nowNanos) {
        Candidate primary = inForce;
        if (primary == null) {
            return;
        }
        boolean isConnected = false;
        long silentNanos = Long.MAX_VALUE;
        for (ControlCall call : calls) {
            if (primary.equals(call.candidate()) && !call.isOver()) {
                isConnected = true;
                silentNanos = Math.min(silentNanos, nowNanos - call.lastHeardNanos());
            }
        }
        ControllerState now =
                !isConnected
                        ? ControllerState.CONTROLLER_STATE_ABSENT
                        : silentNanos > timeoutNanos
                                ? ControllerState.CONTROLLER_STATE_SILENT
                                : ControllerState.CONTROLLER_STATE_PRESENT;
        if (now != state) {
            state = now;
            try (var epoch = primary.inLog()) {
                log(primary, now, silentNanos);
            }
        }
    }

    private void log(Candidate primary, ControllerState now, long silentNanos) {
        switch (now) {
            case CONTROLLER_STATE_SILENT ->
                    LOG.warn(
                            "{}: controller {} was not heard for {} ms; the device goes on with its"
                                    + " last policy",
                            deviceId,
                            primary.controllerId(),
                            silentNanos / 1_000_000);
            case CONTROLLER_STATE_ABSENT ->
                    LOG.warn(
                            "{}: controller {} is gone; the device goes on with its last policy",
                            deviceId,
                            primary.controllerId());
            default -> LOG.info("{}: controller {} is there", deviceId, primary.controllerId());
        }
    }

    /** Whether the controller in force is there, as {@link #watch} last saw it. Any thread. */
    public ControllerState state() {
        return state;
    }

    /** The controller in force, for a client. Any thread. */
    public ControllerStatus status() {
        var status = ControllerStatus.newBuilder().setState(state);
        Candidate primary = inForce;
        if (primary != null) {
            status.setControllerId(primary.controllerId())
                    .setElectionId(primary.electionId().toProto());
        }
        return status.build();
    }
}
