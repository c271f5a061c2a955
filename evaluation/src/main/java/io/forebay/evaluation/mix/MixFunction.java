package io.forebay.evaluation.mix;

/**
 * One I/O function of a mix.
 *
 * @param trace name of the trace it comes from
 * @param stream the volume, port or PCIe function within the trace
 * @param requestCount its requests in the mix
 * @param byteCount their bytes
 */
public record MixFunction(String trace, String stream, int requestCount, long byteCount) {}
