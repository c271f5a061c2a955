package io.forebay.traces.ethernet;

/**
 * ATA over Ethernet header and, for ATA commands, the task file. Reused with its frame.
 *
 * <p>Multi-byte fields of the header are big-endian, the LBA is little-endian.
 */
public final class AoeHeader {
    static final int BROADCAST_SHELF = 0xffff;
    static final int BROADCAST_SLOT = 0xff;

    private static final int HEADER_BYTES = 10;
    private static final int ATA_BYTES = 12;
    private static final int RESPONSE_FLAG = 0x08;
    private static final int LBA48_FLAG = 0x40;
    private static final int SECTOR_BYTES = 512;

    private boolean present;
    private boolean response;
    private int shelf;
    private int slot;
    private int command;
    private long tag;
    private boolean ata;
    private int ataCommand;
    private int sectors;
    private long lba;
    private int dataSectors;

    void clear() {
        present = false;
        ata = false;
    }

    /**
     * Decodes the header behind the EtherType.
     *
     * @param originalBytes bytes of the frame behind the EtherType as they were on the wire
     * @return what is missing, or null
     */
    String decode(byte[] data, int offset, int length, long originalBytes) {
        if (length < HEADER_BYTES) {
            return "cut off in the AoE header: bytes=" + length;
        }
        present = true;
        response = (data[offset] & RESPONSE_FLAG) != 0;
        shelf = Bytes.u16(data, offset + 2);
        slot = Bytes.u8(data, offset + 4);
        command = Bytes.u8(data, offset + 5);
        tag = Bytes.u32(data, offset + 6);
        if (command != 0) {
            return null;
        }
        if (length < HEADER_BYTES + ATA_BYTES) {
            return "cut off in the ATA task file: bytes=" + length;
        }
        ata = true;
        int file = offset + HEADER_BYTES;
        boolean isLba48 = (data[file] & LBA48_FLAG) != 0;
        sectors = Bytes.u8(data, file + 2);
        ataCommand = Bytes.u8(data, file + 3);
        lba = 0;
        for (int i = isLba48 ? 5 : 3; i >= 0; i--) {
            lba = lba << 8 | Bytes.u8(data, file + 4 + i);
        }
        if (!isLba48) {
            // The upper half of the fourth byte is the device register.
            lba &= 0x0fff_ffffL;
        }
        // Short frames are padded with less than a sector.
        dataSectors = (int) ((originalBytes - HEADER_BYTES - ATA_BYTES) / SECTOR_BYTES);
        return null;
    }

    /** Whether the frame has the header. */
    public boolean isPresent() {
        return present;
    }

    /** Whether the frame answers a request. */
    public boolean isResponse() {
        return response;
    }

    /** Shelf (major address); 65,535 addresses all. */
    public int shelf() {
        return shelf;
    }

    /** Slot (minor address); 255 addresses all. */
    public int slot() {
        return slot;
    }

    /** Whether the frame addresses more than one target. */
    public boolean isBroadcast() {
        return shelf == BROADCAST_SHELF || slot == BROADCAST_SLOT;
    }

    /** AoE command: 0 is an ATA command, 1 a configuration query. */
    public int command() {
        return command;
    }

    /** Pairs a response with its request; 32 bits, unsigned. */
    public long tag() {
        return tag;
    }

    /** Whether the ATA task file is there. */
    public boolean isAta() {
        return ata;
    }

    /** ATA command code of a request; the status register of a response. */
    public int ataCommand() {
        return ataCommand;
    }

    /** Sectors asked for, 0 to 255. */
    public int sectors() {
        return sectors;
    }

    /** First sector, in units of 512 bytes. */
    public long lba() {
        return lba;
    }

    /** Whole sectors of data that the frame carried on the wire. */
    public int dataSectors() {
        return dataSectors;
    }

    /** Whether the ATA command moves data to the host, sectors starting at {@link #lba}. */
    public boolean isAtaRead() {
        return switch (ataCommand) {
            // READ SECTORS, its variant without retry, EXT, MULTIPLE (EXT), DMA, DMA EXT
            case 0x20, 0x21, 0x24, 0x29, 0xc4, 0xc8, 0xc9, 0x25 -> true;
            default -> false;
        };
    }

    /** Whether the ATA command moves data to the drive, sectors starting at {@link #lba}. */
    public boolean isAtaWrite() {
        return switch (ataCommand) {
            // WRITE SECTORS, its variant without retry, EXT, MULTIPLE (EXT, FUA EXT), DMA (EXT,
            // FUA EXT)
            case 0x30, 0x31, 0x34, 0x39, 0xc5, 0xce, 0xca, 0xcb, 0x35, 0x3d -> true;
            default -> false;
        };
    }
}
