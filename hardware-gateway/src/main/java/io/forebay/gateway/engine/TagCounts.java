package io.forebay.gateway.engine;

/**
 * What became of priority tags.
 *
 * @param inTime tags that reached their element while it was queued
 * @param late tags whose element had left the queue
 * @param untaggedElements elements that went into service without a tag of their own
 */
public record TagCounts(long inTime, long late, long untaggedElements) {}
