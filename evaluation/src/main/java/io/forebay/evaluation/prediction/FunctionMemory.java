package io.forebay.evaluation.prediction;

import io.forebay.predictor.PredictorSettings;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How much memory a function's model may take. */
public enum FunctionMemory {
    KIB_128("128KiB"),
    KIB_512("512KiB");

    private final String label;

    FunctionMemory(String label) {
        this.label = label;
    }

    /** Name on the command line. */
    public String label() {
        return label;
    }

    /** The engine's settings for this size. */
    public PredictorSettings settings() {
        return switch (this) {
            case KIB_512 -> PredictorSettings.defaults();
            case KIB_128 -> PredictorSettings.compact();
        };
    }

    /**
     * The size of this name.
     *
     * @throws IllegalArgumentException naming what is allowed, when there is none
     */
    public static FunctionMemory parse(String label) {
        for (FunctionMemory memory : values()) {
            if (memory.label.equalsIgnoreCase(label)) {
                return memory;
            }
        }
        throw new IllegalArgumentException(
                "unknown memory of a function: memory="
                        + label
                        + ", allowed: "
                        + Arrays.stream(values())
                                .map(FunctionMemory::label)
                                .collect(Collectors.joining(", ")));
    }
}
