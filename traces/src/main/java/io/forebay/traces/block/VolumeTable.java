package io.forebay.traces.block;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The volumes of one trace: finds a volume by the bytes of its name without making objects, and
 * counts its requests. Bounded, so that a file of another format cannot fill the memory. One thread
 * only.
 */
final class VolumeTable {
    static final int MAX_VOLUMES = 1 << 16;
    static final int MAX_NAME_BYTES = 128;

    private final String deviceName;
    private Volume[] slots = new Volume[64];
    private Volume latest;
    private int size;

    VolumeTable(String deviceName) {
        this.deviceName = deviceName;
    }

    /** The volume with this name, or null where the name is illegal or there are too many. */
    Volume find(byte[] buffer, int start, int end) {
        if (latest != null && latest.isNamed(buffer, start, end)) {
            return latest;
        }
        int hash = hash(buffer, start, end);
        int slot = hash & (slots.length - 1);
        while (slots[slot] != null) {
            if (slots[slot].hash == hash && slots[slot].isNamed(buffer, start, end)) {
                latest = slots[slot];
                return latest;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if (size >= MAX_VOLUMES || !isLegal(buffer, start, end)) {
            return null;
        }
        latest = new Volume(deviceName, Arrays.copyOfRange(buffer, start, end), hash);
        slots[slot] = latest;
        size++;
        if (size * 2 > slots.length) {
            grow();
        }
        return latest;
    }

    private void grow() {
        Volume[] larger = new Volume[slots.length * 2];
        for (Volume volume : slots) {
            if (volume != null) {
                int slot = volume.hash & (larger.length - 1);
                while (larger[slot] != null) {
                    slot = (slot + 1) & (larger.length - 1);
                }
                larger[slot] = volume;
            }
        }
        slots = larger;
    }

    private static int hash(byte[] buffer, int start, int end) {
        int hash = 17;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + buffer[i];
        }
        return hash ^ hash >>> 15;
    }

    private static boolean isLegal(byte[] buffer, int start, int end) {
        if (start == end || end - start > MAX_NAME_BYTES) {
            return false;
        }
        for (int i = start; i < end; i++) {
            byte b = buffer[i];
            boolean isLegal =
                    (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= '0' && b <= '9')
                            || b == '-'
                            || b == '_'
                            || b == '.'
                            || b == ':';
            if (!isLegal) {
                return false;
            }
        }
        return true;
    }

    /** One volume and how many requests of it have been handed out. */
    static final class Volume {
        final String functionId;
        final byte[] name;
        final int hash;
        long nextSequence;

        Volume(String deviceName, byte[] name, int hash) {
            this.functionId = deviceName + "/" + new String(name, StandardCharsets.US_ASCII);
            this.name = name;
            this.hash = hash;
        }

        boolean isNamed(byte[] buffer, int start, int end) {
            return Arrays.equals(name, 0, name.length, buffer, start, end);
        }
    }
}
