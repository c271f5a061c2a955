package io.forebay.evaluation.report;

import java.util.List;
import java.util.Objects;

/**
 * What an evaluation found.
 *
 * @param title what was evaluated, on which trace
 * @param commandLine the call that makes this page again; may be empty
 * @param sections in the order they are read
 */
public record Page(String title, String commandLine, List<Section> sections) {
    public Page {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(commandLine, "commandLine");
        sections = List.copyOf(sections);
    }
}
