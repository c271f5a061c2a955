package io.forebay.shaping.prefetch;

import java.nio.ByteBuffer;

/**
 * The price of a place in the prefetch buffer: how often a block that had to make room is read
 * after all, for each block staged. Where the buffer is large enough the price is zero; where it is
 * not, only likelier blocks are worth their place. Remembers the latest blocks pushed out. One
 * thread.
 */
final class EvictionRegret {
    private static final int REMEMBERED_BITS = 9;
    private static final int REMEMBERED = 1 << REMEMBERED_BITS;
    static final int SNAPSHOT_BYTES = Float.BYTES + REMEMBERED * Integer.BYTES;

    private static final long HASH = 0x9E3779B97F4A7C15L;
    private static final float RATE = 1f / 256;

    /** The price falls with each read too, or a price that stops all staging would last. */
    private static final float RATE_OF_READS = RATE / 4;

    private static final float HIGHEST_PRICE = 0.4f;

    /** A fingerprint of each block at the place its hash names; 0 for none. */
    private final int[] pushedOut = new int[REMEMBERED];

    private float price;

    void onStaged() {
        price -= price * RATE;
    }

    void onEvicted(long block) {
        pushedOut[placeOf(block)] = fingerprintOf(block);
    }

    void onRead(long firstBlock, long lastBlock) {
        long last = Math.min(lastBlock, firstBlock + REMEMBERED - 1);
        for (long block = firstBlock; block <= last; block++) {
            int place = placeOf(block);
            if (pushedOut[place] == fingerprintOf(block)) {
                pushedOut[place] = 0;
                price += RATE;
            }
        }
        price = Math.min(HIGHEST_PRICE, price - price * RATE_OF_READS);
    }

    private static int placeOf(long block) {
        return (int) ((block * HASH) >>> (Long.SIZE - REMEMBERED_BITS));
    }

    private static int fingerprintOf(long block) {
        return (int) block | Integer.MIN_VALUE;
    }

    /** Probability of a later hit that staging one more block takes away, 0 to 0.4. */
    double price() {
        return price;
    }

    void write(ByteBuffer out) {
        out.putFloat(price);
        for (int block : pushedOut) {
            out.putInt(block);
        }
    }

    void read(ByteBuffer in) {
        price = in.getFloat();
        for (int i = 0; i < REMEMBERED; i++) {
            pushedOut[i] = in.getInt();
        }
    }
}
