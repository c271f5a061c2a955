package io.forebay.connectors.gateway.sink;

import com.google.rpc.Code;

/** What the sink does about a command or a stream, given the gateway's canonical code. */
enum CommandCategory {
    /** It has arrived; what it did is reported on the capture. */
    ACCEPTED,
    /** Worth sending again. */
    RETRY,
    /** Can never be used: counted and forgotten. Failing the job would only replay it. */
    DROP,
    /** This attempt of the job must stop. */
    FAIL;

    /** For the result of a command. */
    static CommandCategory of(Code code) {
        return switch (code) {
            case OK -> ACCEPTED;
            // Not taken, and nothing wrong with it.
            case RESOURCE_EXHAUSTED, UNAVAILABLE, ABORTED -> RETRY;
            // Another attempt or another job controls the device.
            case PERMISSION_DENIED, UNAUTHENTICATED -> FAIL;
            case CANCELLED,
                    UNKNOWN,
                    INVALID_ARGUMENT,
                    DEADLINE_EXCEEDED,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    INTERNAL,
                    DATA_LOSS,
                    UNRECOGNIZED ->
                    DROP;
        };
    }
}
