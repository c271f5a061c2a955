package io.forebay.gateway.schedule;

import static io.forebay.gateway.schedule.PendingElements.NIL;

import java.util.Arrays;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;

/**
 * Lets elements into one stage of service in an order that lanes prescribe. In a lane an element
 * may hold (later ones wait until it has gone in) or wait (for every earlier holder) or both:
 *
 * <ul>
 *   <li>first in, first out: everything holds; everything without relaxed ordering waits;
 *   <li>TLPs of an ordering domain: posted requests hold; what may not pass them waits;
 *   <li>completions of one request: all hold and wait.
 * </ul>
 *
 * A waiter hangs on the last holder before it. When a holder leaves the middle of a lane its
 * waiters move to the holder before it in one step; when it leaves the front they are free. So each
 * call costs constant time, plus constant time for each element it frees. Lanes exist while they
 * have holders. Not thread safe.
 */
final class OrderGate {
    /** A lane's last holder by the lane's key. */
    static final class Lanes {
        private final Long2LongHashMap lastHolders = new Long2LongHashMap(NIL);
        private final int link;

        /**
         * Makes lanes of one kind.
         *
         * @param link 0 or 1: which of an element's two waiting links they use
         */
        Lanes(int link) {
            this.link = link;
        }

        int size() {
            return lastHolders.size();
        }
    }

    private Lanes[] lanes = new Lanes[64];
    private long[] key = new long[64];
    private int[] previous = new int[64];
    private int[] next = new int[64];
    private int[] firstWaiter = new int[64];
    private int[] lastWaiter = new int[64];
    private int[][] nextWaiter = {new int[64], new int[64]};

    /**
     * Takes an element into a lane. It may hold in one lane only and wait in one of each link.
     *
     * @return whether it must wait
     */
    boolean enter(int element, Lanes kind, long laneKey, boolean holds, boolean waits) {
        ensure(element);
        int last = (int) kind.lastHolders.get(laneKey);
        boolean blocked = waits && last != NIL;
        if (blocked) {
            int[] links = nextWaiter[kind.link];
            links[element] = NIL;
            if (firstWaiter[last] == NIL) {
                firstWaiter[last] = element;
            } else {
                links[lastWaiter[last]] = element;
            }
            lastWaiter[last] = element;
        }
        if (holds) {
            lanes[element] = kind;
            key[element] = laneKey;
            previous[element] = last;
            next[element] = NIL;
            firstWaiter[element] = NIL;
            lastWaiter[element] = NIL;
            if (last != NIL) {
                next[last] = element;
            }
            kind.lastHolders.put(laneKey, element);
        }
        return blocked;
    }

    /** Lets an element in and lists the waiters it frees of one wait each. */
    void leave(int element, IntArrayList freed) {
        if (element >= lanes.length || lanes[element] == null) {
            return;
        }
        Lanes kind = lanes[element];
        lanes[element] = null;
        int before = previous[element];
        int after = next[element];
        if (after != NIL) {
            previous[after] = before;
        } else if (before != NIL) {
            kind.lastHolders.put(key[element], before);
        } else {
            kind.lastHolders.remove(key[element]);
        }
        int[] links = nextWaiter[kind.link];
        if (before != NIL) {
            next[before] = after;
            moveWaiters(element, before, links);
        } else {
            for (int waiter = firstWaiter[element]; waiter != NIL; waiter = links[waiter]) {
                freed.addInt(waiter);
            }
        }
    }

    private void moveWaiters(int from, int to, int[] links) {
        if (firstWaiter[from] == NIL) {
            return;
        }
        if (firstWaiter[to] == NIL) {
            firstWaiter[to] = firstWaiter[from];
        } else {
            links[lastWaiter[to]] = firstWaiter[from];
        }
        lastWaiter[to] = lastWaiter[from];
    }

    private void ensure(int element) {
        if (element < lanes.length) {
            return;
        }
        int length = Math.max(element + 1, lanes.length * 2);
        lanes = Arrays.copyOf(lanes, length);
        key = Arrays.copyOf(key, length);
        previous = Arrays.copyOf(previous, length);
        next = Arrays.copyOf(next, length);
        firstWaiter = Arrays.copyOf(firstWaiter, length);
        lastWaiter = Arrays.copyOf(lastWaiter, length);
        nextWaiter[0] = Arrays.copyOf(nextWaiter[0], length);
        nextWaiter[1] = Arrays.copyOf(nextWaiter[1], length);
    }
}
