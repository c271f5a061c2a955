package io.forebay.gateway.engine;

import io.forebay.schemas.Completion;
import java.util.ArrayList;
import java.util.List;

/** Keeps the events of an engine. */
final class Recorder implements EngineListener {
    final List<Object> events = new ArrayList<>();

    @Override
    public void onEvent(Object body) {
        events.add(body);
    }

    <T> List<T> of(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Completion> completions() {
        return of(Completion.class);
    }

    Completion completionOf(String function, long sequence) {
        return completions().stream()
                .filter(c -> c.getFunctionId().equals(function) && c.getSequence() == sequence)
                .findFirst()
                .orElseThrow();
    }
}
