package io.forebay.jobs.cli;

import io.forebay.jobs.run.Failures;
import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns a failure into one clear line on standard error; the stack trace goes to the log. */
public final class FailureReporter implements IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FailureReporter.class);

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine commandLine, ParseResult parsed) {
        LOG.error("{} failed", commandLine.getCommandName(), failure);
        commandLine.getErr().println("forebay: " + describe(failure));
        return commandLine.getCommandSpec().exitCodeOnExecutionException();
    }

    /** What went wrong, in one line, from the innermost cause that says something. */
    static String describe(Throwable failure) {
        Throwable cause = Failures.rootCause(failure);
        if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
            return "no such file: " + cause.getMessage();
        }
        if (cause instanceof AccessDeniedException) {
            return "not allowed to read or write: " + cause.getMessage();
        }
        return Failures.rootMessage(cause);
    }
}
