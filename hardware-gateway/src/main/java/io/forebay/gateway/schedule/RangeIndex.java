package io.forebay.gateway.schedule;

import static io.forebay.gateway.schedule.PendingElements.NIL;

import java.util.Arrays;

/**
 * Address ranges of pending elements, as interval trees that share their memory: treaps ordered by
 * the first address, with the largest end and the range of sequences of every subtree. Insertion
 * and removal take logarithmic time; the search for the latest overlap is a branch and bound that
 * does unless many ranges overlap and their order is adverse. Addresses are compared as signed
 * numbers. A tree is named by its root, {@link PendingElements#NIL} where it is empty. Not thread
 * safe.
 */
final class RangeIndex {
    private int[] left = new int[64];
    private int[] right = new int[64];
    private int[] weight = new int[64];
    private long[] start = new long[64];
    private long[] end = new long[64];
    private long[] sequence = new long[64];
    private long[] largestEnd = new long[64];
    private long[] leastSequence = new long[64];
    private long[] largestSequence = new long[64];

    private int splitLow;
    private int splitHigh;
    private int best;

    /** Adds the range [from, to) of an element and returns the root. */
    int insert(int root, int element, long from, long to, long elementSequence) {
        ensure(element);
        left[element] = NIL;
        right[element] = NIL;
        weight[element] = mix(elementSequence);
        start[element] = from;
        end[element] = to;
        sequence[element] = elementSequence;
        update(element);
        return insertNode(root, element);
    }

    /** Removes an element that the tree holds and returns the root. */
    int remove(int root, int element) {
        if (root == element) {
            return merge(left[element], right[element]);
        }
        if (root == NIL) {
            throw new IllegalStateException("range is not held: element=" + element);
        }
        if (isBefore(element, root)) {
            left[root] = remove(left[root], element);
        } else {
            right[root] = remove(right[root], element);
        }
        update(root);
        return root;
    }

    /**
     * The element with the largest sequence below {@code beforeSequence} whose range overlaps
     * [from, to), or NIL.
     */
    int latestOverlap(int root, long from, long to, long beforeSequence) {
        best = NIL;
        search(root, from, to, beforeSequence);
        return best;
    }

    private void search(int node, long from, long to, long beforeSequence) {
        if (node == NIL
                || largestEnd[node] <= from
                || leastSequence[node] >= beforeSequence
                || (best != NIL && largestSequence[node] <= sequence[best])) {
            return;
        }
        boolean rightMayOverlap = start[node] < to;
        if (rightMayOverlap
                && end[node] > from
                && sequence[node] < beforeSequence
                && (best == NIL || sequence[node] > sequence[best])) {
            best = node;
        }
        int first = left[node];
        int second = rightMayOverlap ? right[node] : NIL;
        if (first != NIL && second != NIL && largestSequence[second] > largestSequence[first]) {
            first = right[node];
            second = left[node];
        }
        search(first, from, to, beforeSequence);
        search(second, from, to, beforeSequence);
    }

    private int insertNode(int root, int element) {
        if (root == NIL) {
            return element;
        }
        if (weight[element] > weight[root]) {
            split(root, element);
            left[element] = splitLow;
            right[element] = splitHigh;
            update(element);
            return element;
        }
        if (isBefore(element, root)) {
            left[root] = insertNode(left[root], element);
        } else {
            right[root] = insertNode(right[root], element);
        }
        update(root);
        return root;
    }

    /** Splits a tree into what is before the element and the rest. */
    private void split(int root, int element) {
        if (root == NIL) {
            splitLow = NIL;
            splitHigh = NIL;
        } else if (isBefore(root, element)) {
            split(right[root], element);
            right[root] = splitLow;
            update(root);
            splitLow = root;
        } else {
            split(left[root], element);
            left[root] = splitHigh;
            update(root);
            splitHigh = root;
        }
    }

    private int merge(int low, int high) {
        if (low == NIL) {
            return high;
        }
        if (high == NIL) {
            return low;
        }
        if (weight[low] > weight[high]) {
            right[low] = merge(right[low], high);
            update(low);
            return low;
        }
        left[high] = merge(low, left[high]);
        update(high);
        return high;
    }

    private boolean isBefore(int a, int b) {
        return start[a] < start[b] || (start[a] == start[b] && sequence[a] < sequence[b]);
    }

    private void update(int node) {
        long ends = end[node];
        long least = sequence[node];
        long most = sequence[node];
        int l = left[node];
        if (l != NIL) {
            ends = Math.max(ends, largestEnd[l]);
            least = Math.min(least, leastSequence[l]);
            most = Math.max(most, largestSequence[l]);
        }
        int r = right[node];
        if (r != NIL) {
            ends = Math.max(ends, largestEnd[r]);
            least = Math.min(least, leastSequence[r]);
            most = Math.max(most, largestSequence[r]);
        }
        largestEnd[node] = ends;
        leastSequence[node] = least;
        largestSequence[node] = most;
    }

    /** Spreads sequences over all ints, so that the tree's depth does not depend on the input. */
    private static int mix(long value) {
        long z = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) (z >>> 32);
    }

    private void ensure(int element) {
        if (element < left.length) {
            return;
        }
        int length = Math.max(element + 1, left.length * 2);
        left = Arrays.copyOf(left, length);
        right = Arrays.copyOf(right, length);
        weight = Arrays.copyOf(weight, length);
        start = Arrays.copyOf(start, length);
        end = Arrays.copyOf(end, length);
        sequence = Arrays.copyOf(sequence, length);
        largestEnd = Arrays.copyOf(largestEnd, length);
        leastSequence = Arrays.copyOf(leastSequence, length);
        largestSequence = Arrays.copyOf(largestSequence, length);
    }
}
