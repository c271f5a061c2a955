package io.forebay.evaluation.anomaly.inject;

import io.forebay.schemas.TrafficElement;
import java.util.List;

/**
 * A trace with anomalies in it.
 *
 * @param elements in the order of time
 * @param injections what was put where, in the order of time
 */
public record InjectedTrace(List<TrafficElement> elements, List<Injection> injections) {}
