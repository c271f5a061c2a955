package io.forebay.connectors.gateway.source.reader;

import io.forebay.schemas.gateway.v1.CaptureBatch;
import io.grpc.Status;

/** What other threads hand over to the task thread, in the order it happened. */
sealed interface CaptureEvent {
    /** The stream it happened on. */
    CaptureStream stream();

    /** The gateway has said where it starts; always first. */
    record Subscribed(CaptureStream stream, io.forebay.schemas.gateway.v1.Subscribed subscribed)
            implements CaptureEvent {}

    /** All that was captured before has come. */
    record Synced(CaptureStream stream) implements CaptureEvent {}

    /** Records have come. */
    record Arrived(CaptureStream stream, CaptureBatch batch) implements CaptureEvent {}

    /** The stream is over; nothing more comes from it. */
    record Ended(CaptureStream stream, Status status) implements CaptureEvent {}

    /** The time to wait after the end of a stream has passed. */
    record Rested(CaptureStream stream) implements CaptureEvent {}
}
