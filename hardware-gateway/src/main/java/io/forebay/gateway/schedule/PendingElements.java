package io.forebay.gateway.schedule;

import java.util.Arrays;

/**
 * What scheduling keeps of the elements in the device, in parallel arrays; an element is an index
 * that is used again after its release. Not thread safe.
 */
public final class PendingElements {
    /** No element. */
    public static final int NIL = -1;

    private int[] function = new int[64];
    private long[] sequence = new long[64];
    private long[] ticket = new long[64];
    private long[] arrivalNanos = new long[64];
    private long[] bufferBytes = new long[64];
    private long[] storageBytes = new long[64];
    private long[] workNanos = new long[64];
    private byte[] priority = new byte[64];
    private Stage[] stage = new Stage[64];
    private boolean[] needsStorage = new boolean[64];
    private int[] awaitedBlocks = new int[64];
    private int[] storageBlockers = new int[64];
    private int[] linkBlockers = new int[64];
    private int[] nextFree = new int[64];
    private int firstFree = NIL;
    private int used;
    private int live;

    /** Stages of service. */
    public enum Stage {
        QUEUED,
        IN_STORAGE,
        /** Needs the link only, or is back from storage. */
        FOR_LINK,
        ON_LINK
    }

    /** Elements in use. */
    public int size() {
        return live;
    }

    /**
     * Takes an element.
     *
     * @param arrivalTicket grows with every arrival at the device
     * @param heldBytes buffer space it holds
     */
    public int allocate(
            int functionIndex,
            long elementSequence,
            long arrivalTicket,
            long arrivedNanos,
            long heldBytes,
            int initialPriority) {
        int element = firstFree;
        if (element == NIL) {
            if (used == function.length) {
                grow(used * 2);
            }
            element = used++;
        } else {
            firstFree = nextFree[element];
        }
        live++;
        function[element] = functionIndex;
        sequence[element] = elementSequence;
        ticket[element] = arrivalTicket;
        arrivalNanos[element] = arrivedNanos;
        bufferBytes[element] = heldBytes;
        storageBytes[element] = 0;
        workNanos[element] = 1;
        priority[element] = (byte) initialPriority;
        stage[element] = Stage.QUEUED;
        needsStorage[element] = false;
        awaitedBlocks[element] = 0;
        storageBlockers[element] = 0;
        linkBlockers[element] = 0;
        return element;
    }

    public void release(int element) {
        nextFree[element] = firstFree;
        firstFree = element;
        live--;
    }

    public int function(int element) {
        return function[element];
    }

    public long sequence(int element) {
        return sequence[element];
    }

    /** Place in the device's order of arrival. */
    public long ticket(int element) {
        return ticket[element];
    }

    public long arrivalNanos(int element) {
        return arrivalNanos[element];
    }

    public long bufferBytes(int element) {
        return bufferBytes[element];
    }

    /** Bytes to move between storage and buffer. */
    public long storageBytes(int element) {
        return storageBytes[element];
    }

    public boolean needsStorage(int element) {
        return needsStorage[element];
    }

    public void setStorage(int element, boolean needed, long bytes) {
        needsStorage[element] = needed;
        storageBytes[element] = bytes;
    }

    /** Time of service that the element needs, at least 1. */
    public long workNanos(int element) {
        return workNanos[element];
    }

    public void setWorkNanos(int element, long nanos) {
        workNanos[element] = Math.max(1, nanos);
    }

    public int priority(int element) {
        return priority[element];
    }

    void setPriority(int element, int value) {
        priority[element] = (byte) value;
    }

    public Stage stage(int element) {
        return stage[element];
    }

    public void setStage(int element, Stage value) {
        stage[element] = value;
    }

    /** Blocks on their way to the prefetch buffer that a read waits for. */
    public int awaitedBlocks(int element) {
        return awaitedBlocks[element];
    }

    public void setAwaitedBlocks(int element, int count) {
        awaitedBlocks[element] = count;
    }

    int storageBlockers(int element) {
        return storageBlockers[element];
    }

    int linkBlockers(int element) {
        return linkBlockers[element];
    }

    void addStorageBlockers(int element, int change) {
        storageBlockers[element] += change;
    }

    void addLinkBlockers(int element, int change) {
        linkBlockers[element] += change;
    }

    /** Whether an idle storage channel may take the element. */
    boolean isReadyForStorage(int element) {
        return needsStorage[element]
                && stage[element] == Stage.QUEUED
                && storageBlockers[element] == 0;
    }

    /** Whether the idle link may take the element. */
    boolean isReadyForLink(int element) {
        return stage[element] == Stage.FOR_LINK
                && linkBlockers[element] == 0
                && awaitedBlocks[element] == 0;
    }

    private void grow(int length) {
        function = Arrays.copyOf(function, length);
        sequence = Arrays.copyOf(sequence, length);
        ticket = Arrays.copyOf(ticket, length);
        arrivalNanos = Arrays.copyOf(arrivalNanos, length);
        bufferBytes = Arrays.copyOf(bufferBytes, length);
        storageBytes = Arrays.copyOf(storageBytes, length);
        workNanos = Arrays.copyOf(workNanos, length);
        priority = Arrays.copyOf(priority, length);
        stage = Arrays.copyOf(stage, length);
        needsStorage = Arrays.copyOf(needsStorage, length);
        awaitedBlocks = Arrays.copyOf(awaitedBlocks, length);
        storageBlockers = Arrays.copyOf(storageBlockers, length);
        linkBlockers = Arrays.copyOf(linkBlockers, length);
        nextFree = Arrays.copyOf(nextFree, length);
    }
}
