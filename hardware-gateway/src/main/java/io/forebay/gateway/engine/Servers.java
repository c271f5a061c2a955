package io.forebay.gateway.engine;

import io.forebay.gateway.prefetch.PrefetchUnit;
import io.forebay.gateway.ring.CircularBuffer;
import io.forebay.gateway.schedule.PendingElements;
import java.util.Arrays;

/**
 * The storage channels and the link of a device, each serving one transfer at a time without
 * interruption. Prefetching takes a channel only while no element is ready for storage, and leaves
 * one channel free of it where there are several. Not thread safe.
 */
final class Servers {
    private static final long IDLE = Long.MAX_VALUE;
    private static final int PREFETCH = -2;

    private final EngineContext context;
    private final long[] channelEndNanos;
    private final int[] channelElement;
    private final int prefetchChannels;
    private final PrefetchUnit.ReaderListener readers;
    private int busyChannels;
    private int busyPrefetchChannels;
    private long nextChannelEndNanos = IDLE;
    private long linkEndNanos = IDLE;
    private int linkElement = PendingElements.NIL;

    Servers(EngineContext context) {
        this.context = context;
        int channels = context.settings.storageChannels();
        channelEndNanos = new long[channels];
        channelElement = new int[channels];
        Arrays.fill(channelEndNanos, IDLE);
        Arrays.fill(channelElement, PendingElements.NIL);
        prefetchChannels = Math.max(1, channels - 1);
        readers = reader -> context.queues.finishAwaitedBlock(reader);
    }

    /** When the next transfer ends; {@link Long#MAX_VALUE} where none runs. */
    long nextEndNanos() {
        return Math.min(nextChannelEndNanos, linkEndNanos);
    }

    boolean isPrefetching() {
        return busyPrefetchChannels > 0;
    }

    /** Gives up what is being served; fetched blocks are staged at once. Nothing awaits them. */
    void reset() {
        for (int channel = 0; channel < channelEndNanos.length; channel++) {
            if (channelElement[channel] == PREFETCH) {
                context.prefetch.finishFetch(channel, context.clockNanos, reader -> {});
            }
        }
        Arrays.fill(channelEndNanos, IDLE);
        Arrays.fill(channelElement, PendingElements.NIL);
        busyChannels = 0;
        busyPrefetchChannels = 0;
        nextChannelEndNanos = IDLE;
        linkEndNanos = IDLE;
        linkElement = PendingElements.NIL;
    }

    /** Ends the storage transfers that are due. */
    void finishStorage() {
        if (nextChannelEndNanos > context.clockNanos) {
            return;
        }
        for (int channel = 0; channel < channelEndNanos.length; channel++) {
            if (channelEndNanos[channel] <= context.clockNanos) {
                int element = channelElement[channel];
                channelEndNanos[channel] = IDLE;
                channelElement[channel] = PendingElements.NIL;
                busyChannels--;
                if (element == PREFETCH) {
                    busyPrefetchChannels--;
                    context.prefetch.finishFetch(channel, context.clockNanos, readers);
                } else {
                    context.queues.finishStorage(element);
                }
            }
        }
        updateNextChannelEnd();
    }

    /** Ends the link transfer if it is due, and returns its element, else NIL. */
    int finishLink() {
        if (linkEndNanos > context.clockNanos) {
            return PendingElements.NIL;
        }
        int element = linkElement;
        linkEndNanos = IDLE;
        linkElement = PendingElements.NIL;
        return element;
    }

    /** Gives idle servers work. */
    void dispatch() {
        // The link first: an element that goes onto it may free overlapping ones for storage.
        if (linkElement == PendingElements.NIL) {
            startLink();
        }
        boolean isChanged = false;
        while (busyChannels < channelEndNanos.length && startStorage()) {
            isChanged = true;
        }
        if (isChanged) {
            updateNextChannelEnd();
        }
    }

    private void startLink() {
        int element = context.queues.takeForLink(context.clockNanos);
        if (element == PendingElements.NIL) {
            return;
        }
        if (!context.elements.needsStorage(element)) {
            startService(element);
        }
        CircularBuffer ring = ringOf(element);
        long position = context.elements.sequence(element);
        linkElement = element;
        linkEndNanos =
                Saturating.add(
                        context.clockNanos,
                        context.service.linkNanos(
                                ring.kind(position),
                                ring.operation(position),
                                ring.lengthBytes(position)));
    }

    private boolean startStorage() {
        int channel = 0;
        while (channelEndNanos[channel] != IDLE) {
            channel++;
        }
        long nanos;
        if (context.queues.hasReadyForStorage()) {
            int element = context.queues.takeForStorage(context.clockNanos);
            startService(element);
            channelElement[channel] = element;
            nanos =
                    context.service.storageNanos(
                            ringOf(element).kind(context.elements.sequence(element)),
                            context.elements.storageBytes(element));
        } else {
            if (busyPrefetchChannels == prefetchChannels) {
                return false;
            }
            int blocks = context.prefetch.startFetch(channel);
            if (blocks == 0) {
                return false;
            }
            busyPrefetchChannels++;
            channelElement[channel] = PREFETCH;
            nanos = context.service.prefetchNanos(blocks);
        }
        busyChannels++;
        channelEndNanos[channel] = Saturating.add(context.clockNanos, nanos);
        return true;
    }

    private void startService(int element) {
        FunctionState function = context.functions.get(context.elements.function(element));
        long position = context.elements.sequence(element);
        function.ring.startService(
                position, context.clockNanos, context.elements.priority(element));
        if (function.ring.requestedPriority(position) < 0) {
            function.counters.untaggedElements++;
        }
    }

    private CircularBuffer ringOf(int element) {
        return context.functions.get(context.elements.function(element)).ring;
    }

    private void updateNextChannelEnd() {
        long next = IDLE;
        for (long end : channelEndNanos) {
            next = Math.min(next, end);
        }
        nextChannelEndNanos = next;
    }
}
