package io.forebay.evaluation.priority;

import java.util.List;

/**
 * What policies made of a mix at one load, in one order.
 *
 * @param mix its name
 * @param load share of the time that the server is busy
 * @param order within what elements are served in the order of arrival: "burst" or "function"
 * @param levels into how many the references' keys are cut; 0 where they are not
 * @param policies "fifo" first, oracles last
 */
public record PriorityFigures(
        String mix, double load, String order, int levels, List<PolicyFigures> policies) {
    public PriorityFigures {
        policies = List.copyOf(policies);
    }
}
