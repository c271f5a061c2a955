package io.forebay.evaluation.priority;

/** Serves the head with the highest of eight levels that Forebay gave it on arrival. */
final class ForebayTagPolicy extends KeyPolicy {
    private final ForebayTags tags;

    ForebayTagPolicy(ForebayTags tags) {
        this.tags = tags;
    }

    @Override
    public void admit(int element) {}

    @Override
    public void serve(int element) {}

    @Override
    long key(int head, long nowNanos) {
        return -tags.level(head);
    }
}
