package io.forebay.evaluation.prediction;

import io.forebay.predictor.Ablation;
import io.forebay.predictor.PredictorSettings;
import java.util.Arrays;
import java.util.List;

/** The models that can be evaluated, by the names reports know them by. */
public enum ModelChoice {
    FOREBAY("forebay", Ablation.NONE),
    UNIFORM("uniform", null),
    ORDER_0("order0", null),
    ORDER_1("order1", null),
    ORDER_2("order2", null),
    CONTEXT_MIXING("cm", null),
    NO_RECURRENT_NETWORK("forebay-no-recurrent-network", Ablation.NO_RECURRENT_NETWORK),
    RECURRENT_STATE_RESET("forebay-recurrent-state-reset", Ablation.RECURRENT_STATE_RESET),
    NO_CONTEXT_MODELS("forebay-no-context-models", Ablation.NO_CONTEXT_MODELS),
    RING_REPLAY("forebay-ring-replay", Ablation.NONE);

    /** Remembered requests that the engine with replay trains on after each request. */
    private static final int REPLAYED = 4;

    /** A head sees earlier requests only. */
    static final String INDEPENDENT = "indep";

    /** A head also sees the earlier heads of its request. */
    static final String CHAIN = "chain";

    private final String label;
    private final Ablation ablation;

    ModelChoice(String label, Ablation ablation) {
        this.label = label;
        this.ablation = ablation;
    }

    /** Name in reports and on the command line. */
    public String label() {
        return label;
    }

    /** Name without that of the engine, for ablations. */
    String shortLabel() {
        return isAblation() ? label.substring(FOREBAY.label.length() + 1) : label;
    }

    /** Whether it is one to hold the engine against. */
    public boolean isReference() {
        return ablation == null;
    }

    /** Whether it is the engine with a part left out or added. */
    public boolean isAblation() {
        return ablation != null && this != FOREBAY;
    }

    /** The ways it factorises a request. */
    List<String> factorisations() {
        if (this == UNIFORM) {
            return List.of(INDEPENDENT);
        }
        return isReference() ? List.of(INDEPENDENT, CHAIN) : List.of(CHAIN);
    }

    /** A model that has seen nothing. */
    RequestModel create(String factorisation, PredictorSettings settings, boolean blockOnly) {
        boolean chain = factorisation.equals(CHAIN);
        return switch (this) {
            case UNIFORM ->
                    new ReferenceModel((head, size) -> ReferenceModel.uniform(size), blockOnly);
            case ORDER_0 -> order(0, chain, blockOnly);
            case ORDER_1 -> order(1, chain, blockOnly);
            case ORDER_2 -> order(2, chain, blockOnly);
            case CONTEXT_MIXING ->
                    new ReferenceModel(
                            (head, size) -> new MixingHead(head, size, chain)::observe, blockOnly);
            case FOREBAY, NO_RECURRENT_NETWORK, RECURRENT_STATE_RESET, NO_CONTEXT_MODELS ->
                    new EngineModel(settings, ablation);
            case RING_REPLAY -> new EngineModel(settings.withReplayRequests(REPLAYED), ablation);
        };
    }

    private static RequestModel order(int order, boolean chain, boolean blockOnly) {
        return new ReferenceModel(
                (head, size) -> new OrderHead(head, size, order, chain)::observe, blockOnly);
    }

    /**
     * The model of this name.
     *
     * @throws IllegalArgumentException naming what is allowed, when there is none
     */
    public static ModelChoice parse(String label) {
        return Arrays.stream(values())
                .filter(model -> model.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "unknown model: model="
                                                + label
                                                + ", allowed: "
                                                + String.join(", ", labels())));
    }

    /** All names. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(ModelChoice::label).toList();
    }
}
