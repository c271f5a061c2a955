package io.forebay.gateway.capture;

/** A lossless capture log stayed full because no subscriber read on. */
public final class CaptureStalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CaptureStalledException(String message) {
        super(message);
    }
}
