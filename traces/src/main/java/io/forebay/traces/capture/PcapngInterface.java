package io.forebay.traces.capture;

/**
 * An interface of a pcapng section.
 *
 * @param number position among the section's interfaces, from 0
 * @param key position among the interfaces of the whole file, from 0
 * @param snapLength 0 for no limit
 */
record PcapngInterface(
        int number, long key, int linkType, long snapLength, TimestampResolution resolution) {}
