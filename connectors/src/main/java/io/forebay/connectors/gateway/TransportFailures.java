package io.forebay.connectors.gateway;

import io.grpc.Status;

/** Which failed calls are worth another attempt. Stateless; any thread. */
public final class TransportFailures {
    private TransportFailures() {}

    /**
     * Whether the same call may succeed later. What a gateway refuses by its nature (it does not
     * know the method, the caller or the argument) it will refuse again.
     */
    public static boolean isRetriable(Status.Code code) {
        return switch (code) {
            // A stream that ended without a word is as broken as one that failed.
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    RESOURCE_EXHAUSTED,
                    ABORTED,
                    INTERNAL,
                    UNAVAILABLE,
                    DATA_LOSS ->
                    true;
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    UNAUTHENTICATED ->
                    false;
        };
    }
}
