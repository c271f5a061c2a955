package io.forebay.gateway.engine;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.shaping.prefetch.PrefetchPolicy;

/**
 * What an element needs of a device, and for how long. Immutable.
 *
 * <ul>
 *   <li>Block requests, and reads and writes of block protocols in Ethernet frames, take a storage
 *       channel first and then the link. Flush and discard move no data.
 *   <li>TLP reads take a channel of host memory, and then the link for the request alone: their
 *       data travels in completions, which are elements of their own.
 *   <li>All other TLPs and frames take the link only.
 * </ul>
 */
final class ServiceModel {
    /** Every pending element takes at least this much buffer space: its descriptor. */
    static final long DESCRIPTOR_BYTES = 64;

    private final EngineSettings settings;

    ServiceModel(EngineSettings settings) {
        this.settings = settings;
    }

    static boolean needsStorage(ElementKind kind, Operation operation) {
        return switch (kind) {
            case BLOCK -> true;
            case ETHERNET -> operation == Operation.READ || operation == Operation.WRITE;
            case TLP -> operation == Operation.READ;
            case UNKNOWN -> false;
        };
    }

    /** Bytes of an element that carry data at all, not only name a range. */
    static long dataBytes(Operation operation, long lengthBytes) {
        return operation == Operation.FLUSH || operation == Operation.DISCARD ? 0 : lengthBytes;
    }

    /** Buffer space of a pending element: at most the whole budget, which it then has alone. */
    long bufferBytes(Operation operation, long lengthBytes) {
        long bytes = Math.max(DESCRIPTOR_BYTES, dataBytes(operation, lengthBytes));
        return Math.min(bytes, settings.bufferBudgetBytes());
    }

    long storageNanos(ElementKind kind, long bytes) {
        return kind == ElementKind.TLP
                ? Saturating.add(
                        settings.memoryOverheadNanos(),
                        Saturating.transferNanos(bytes, settings.memoryBytesPerSecond()))
                : Saturating.add(
                        settings.storageOverheadNanos(),
                        Saturating.transferNanos(bytes, settings.storageBytesPerSecond()));
    }

    long prefetchNanos(int blockCount) {
        return storageNanos(ElementKind.BLOCK, (long) blockCount * PrefetchPolicy.BLOCK_BYTES);
    }

    long linkNanos(ElementKind kind, Operation operation, long lengthBytes) {
        boolean requestOnly = kind == ElementKind.TLP && operation == Operation.READ;
        long bytes = requestOnly ? 0 : dataBytes(operation, lengthBytes);
        return Saturating.add(
                settings.linkOverheadNanos(),
                Saturating.transferNanos(bytes, settings.linkBytesPerSecond()));
    }
}
