package io.forebay.traces.block;

import io.forebay.schemas.ElementRules;
import io.forebay.schemas.Operation;

/** The request of the line being read; one object for the whole file. */
final class BlockRequest {
    /** Sector size of the formats that count in sectors. */
    static final int SECTOR_SHIFT = 9;

    /** The largest sector whose byte address still fits a long. */
    static final long MAX_SECTOR = Long.MAX_VALUE >>> SECTOR_SHIFT;

    VolumeTable.Volume volume;
    long timeNanos;
    Operation operation;
    long addressBytes;
    long lengthBytes;

    /** Sets address and length from sectors; what does not fit fails the line. */
    void setSectors(LineFields fields, long firstSector, long sectorCount) {
        if (firstSector > MAX_SECTOR) {
            fields.fail("first sector", "a number is too large");
        } else if (sectorCount > MAX_SECTOR) {
            fields.fail("size in sectors", "a number is too large");
        }
        addressBytes = firstSector << SECTOR_SHIFT;
        lengthBytes = sectorCount << SECTOR_SHIFT;
    }

    /** Why the request cannot be used, or null. */
    String violation() {
        if (lengthBytes == 0 && operation != Operation.FLUSH) {
            return "the request has no length";
        }
        if (lengthBytes > ElementRules.MAX_LENGTH_BYTES) {
            return "the request is longer than 1 TiB";
        }
        if (lengthBytes > Long.MAX_VALUE - addressBytes) {
            return "the request ends beyond 2^63 bytes";
        }
        if (timeNanos > ElementRules.MAX_EVENT_TIME_NANOS) {
            return "the time is after the year 2116";
        }
        return null;
    }
}
