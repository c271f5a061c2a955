package io.forebay.gateway.workload;

/** The workload cannot go on; the message is for a person. */
public final class WorkloadFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WorkloadFailedException(String message) {
        super(message);
    }
}
