package io.forebay.traces.capture;

/**
 * What became of a capture so far.
 *
 * @param packets packets read
 * @param elements elements they gave
 * @param unknownLinkPackets packets of interfaces whose link type is not known
 * @param partialFrames elements whose frame was cut off or malformed inside its headers
 * @param deadLetters dead letters written
 */
public record CaptureStatistics(
        long packets,
        long elements,
        long unknownLinkPackets,
        long partialFrames,
        long deadLetters) {}
