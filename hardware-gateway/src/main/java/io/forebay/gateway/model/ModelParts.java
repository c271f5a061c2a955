package io.forebay.gateway.model;

import io.forebay.schemas.ModelUpdate;
import io.forebay.shaping.priority.PriorityModelSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.TreeMap;

/**
 * The newest model of each subtask of the job, and their average, which is the model in force. An
 * update that cannot be used, or is not newer than its subtask's, changes nothing. The first update
 * of a job with another number of subtasks takes the place of all parts: its subtasks started from
 * the average of the old ones. Not thread safe.
 */
final class ModelParts {
    /** Most subtasks whose models are kept. */
    static final int MAX_SUBTASKS = 1024;

    private final TreeMap<Integer, EdgeModel> parts = new TreeMap<>();
    private int parallelism;
    private EdgeModel inForce;

    /** The model in force, or null before the first. */
    EdgeModel inForce() {
        return inForce;
    }

    /** Whether the subtask's part was trained on as many requests, or more. */
    boolean isOutdated(ModelUpdate update) {
        return update.getTrainedRequests() <= newestTrained(update);
    }

    /** Takes an update, or says why not. */
    ModelAnswer offer(ModelUpdate update) {
        String refusal = refusal(update);
        if (refusal != null) {
            return ModelAnswer.invalid(refusal);
        }
        if (isOutdated(update)) {
            return ModelAnswer.outdated(
                    "model is not newer than the one in force: trainedRequests="
                            + update.getTrainedRequests()
                            + ", in force="
                            + newestTrained(update));
        }
        EdgeModel part;
        try {
            part = load(update.getSnapshot());
        } catch (IllegalArgumentException e) {
            return ModelAnswer.invalid(e.getMessage());
        }
        if (part.trainedRequests() != update.getTrainedRequests()) {
            return ModelAnswer.invalid(
                    "snapshot is of another update: trainedRequests="
                            + part.trainedRequests()
                            + ", update="
                            + update.getTrainedRequests());
        }
        if (update.getParallelism() != parallelism) {
            parts.clear();
            parallelism = update.getParallelism();
        }
        parts.put(update.getSubtask(), part);
        inForce = EdgeModel.average(new ArrayList<>(parts.values()));
        return ModelAnswer.ACCEPTED;
    }

    private static String refusal(ModelUpdate update) {
        if (update.getFormatVersion() != PriorityModelSnapshot.FORMAT_VERSION) {
            return "unknown model format: formatVersion="
                    + update.getFormatVersion()
                    + ", supported="
                    + PriorityModelSnapshot.FORMAT_VERSION;
        }
        if (update.getParallelism() < 1
                || update.getParallelism() > MAX_SUBTASKS
                || update.getSubtask() < 0
                || update.getSubtask() >= update.getParallelism()) {
            return "subtask is not one of up to "
                    + MAX_SUBTASKS
                    + ": subtask="
                    + update.getSubtask()
                    + ", parallelism="
                    + update.getParallelism();
        }
        ByteBuffer snapshot = update.getSnapshot();
        int bytes = snapshot == null ? 0 : snapshot.remaining();
        if (bytes == 0 || bytes > PriorityModelSnapshot.MAX_BYTES) {
            return "model has no bytes, or too many: bytes="
                    + bytes
                    + ", maximum="
                    + PriorityModelSnapshot.MAX_BYTES;
        }
        return null;
    }

    private long newestTrained(ModelUpdate update) {
        if (update.getParallelism() == parallelism) {
            EdgeModel part = parts.get(update.getSubtask());
            return part == null ? -1 : part.trainedRequests();
        }
        long newest = -1;
        for (EdgeModel part : parts.values()) {
            newest = Math.max(newest, part.trainedRequests());
        }
        return newest;
    }

    private static EdgeModel load(ByteBuffer snapshot) {
        byte[] bytes = new byte[snapshot.remaining()];
        snapshot.duplicate().get(bytes);
        try {
            return new EdgeModel().setModelData(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be read", e);
        }
    }
}
