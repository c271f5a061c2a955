package io.forebay.shaping.priority;

import io.forebay.predictor.BurstEstimate;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Gives an element one of eight levels by how its burst is likely to go on: the smaller its {@link
 * GittinsIndex}, the more urgent. Where one level ends and the next begins follows the traffic;
 * therefore one policy serves all functions of a device, and a level means the same for all of
 * them. Floor and ceiling cut, they do not stretch. One thread.
 */
public final class PriorityPolicy {
    public static final int LEVELS = LevelBounds.LEVELS;

    /*
     * A tag is fixed when its element is queued and has eight values. Bursts that are known by
     * their distribution only are served best by Gittins' index.
     */
    private static final int HIGHEST = LEVELS - 1;
    private static final byte FORMAT_VERSION = 1;

    private int floor;
    private int ceiling;
    private final LevelBounds bounds = new LevelBounds();

    /**
     * Gives levels from {@code floor} to {@code ceiling}.
     *
     * @param floor lowest priority given, 0 to 7
     * @param ceiling highest priority given, floor to 7
     * @throws IllegalArgumentException when either is outside its range
     */
    public PriorityPolicy(int floor, int ceiling) {
        setRange(floor, ceiling);
    }

    /**
     * Gives other levels from now on.
     *
     * @param newFloor lowest priority given, 0 to 7
     * @param newCeiling highest priority given, floor to 7
     * @throws IllegalArgumentException when either is outside its range
     */
    public final void setRange(int newFloor, int newCeiling) {
        requireRange(newFloor, newCeiling);
        floor = newFloor;
        ceiling = newCeiling;
    }

    private static void requireRange(int floor, int ceiling) {
        if (floor < 0 || floor > HIGHEST) {
            throw new IllegalArgumentException("floor must be 0 to 7: floor=" + floor);
        }
        if (ceiling < floor || ceiling > HIGHEST) {
            throw new IllegalArgumentException(
                    "ceiling must be floor to 7: ceiling=" + ceiling + ", floor=" + floor);
        }
    }

    /**
     * Priority, 0 (lowest) to 7, of an element that has just come; the bounds of the levels learn
     * from it.
     *
     * @param later what is expected to come in its burst after it
     * @param restBytes bytes from the element's start to the end of its request
     * @param elementBytes its own
     */
    public int priorityOf(BurstEstimate later, long restBytes, long elementBytes) {
        return priorityOf(later, restBytes, elementBytes, floor, ceiling);
    }

    /**
     * The same for a function with a range of its own.
     *
     * @param ownFloor lowest priority the function is given
     * @param ownCeiling highest priority the function is given
     */
    public int priorityOf(
            BurstEstimate later, long restBytes, long elementBytes, int ownFloor, int ownCeiling) {
        double index = GittinsIndex.of(later, (double) Math.max(0, restBytes));
        int level = bounds.levelOf(index);
        bounds.learn(index, elementBytes);
        return Math.max(ownFloor, Math.min(ownCeiling, level));
    }

    /**
     * The same by the bounds as they are, which learn nothing.
     *
     * @param later what is expected to come in its burst after it
     * @param restBytes bytes from the element's start to the end of its request
     */
    public int levelOf(BurstEstimate later, long restBytes) {
        int level = bounds.levelOf(GittinsIndex.of(later, (double) Math.max(0, restBytes)));
        return Math.max(floor, Math.min(ceiling, level));
    }

    /** Lowest priority given. */
    public int floor() {
        return floor;
    }

    /** Highest priority given. */
    public int ceiling() {
        return ceiling;
    }

    /**
     * Adds what another policy of the same device learned.
     *
     * @throws IllegalArgumentException when it is this one
     */
    public void merge(PriorityPolicy other) {
        if (other == this) {
            throw new IllegalArgumentException("a policy cannot be merged into itself");
        }
        bounds.merge(other.bounds);
    }

    /**
     * What policies of one device learned together, with the floor and ceiling of the first.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static PriorityPolicy merged(List<PriorityPolicy> policies) {
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("nothing to merge: policies=0");
        }
        var merged = new PriorityPolicy(policies.get(0).floor, policies.get(0).ceiling);
        merged.bounds.merge(
                policies.stream().map(policy -> policy.bounds).toArray(LevelBounds[]::new));
        return merged;
    }

    /** A snapshot for {@link #fromBytes}. */
    public byte[] toBytes() {
        var out = ByteBuffer.allocate(1 + LevelBounds.BYTES);
        out.put(FORMAT_VERSION);
        bounds.write(out);
        return out.array();
    }

    /**
     * Restores a snapshot, with a floor and a ceiling of its own.
     *
     * @throws IllegalArgumentException when the format is unknown or the bytes are cut off or
     *     corrupt
     */
    public static PriorityPolicy fromBytes(int floor, int ceiling, byte[] snapshot) {
        if (snapshot.length == 0 || snapshot[0] != FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "unknown priority policy format: version="
                            + (snapshot.length == 0 ? "none" : snapshot[0]));
        }
        if (snapshot.length != 1 + LevelBounds.BYTES) {
            throw new IllegalArgumentException(
                    "priority policy snapshot is of another size: bytes=" + snapshot.length);
        }
        var policy = new PriorityPolicy(floor, ceiling);
        policy.bounds.read(ByteBuffer.wrap(snapshot, 1, LevelBounds.BYTES));
        return policy;
    }
}
