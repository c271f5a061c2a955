package io.forebay.jobs.run;

/** What to tell of a failure. */
public final class Failures {
    private Failures() {}

    /** The innermost cause. */
    public static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The first line of the innermost cause, or its name where it says nothing. */
    public static String rootMessage(Throwable failure) {
        Throwable cause = rootCause(failure);
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        return message.lines().findFirst().orElse(message);
    }
}
