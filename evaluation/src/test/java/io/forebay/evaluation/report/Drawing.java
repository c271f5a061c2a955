package io.forebay.evaluation.report;

import static org.junit.jupiter.api.Assumptions.abort;

/** Charts need fonts, which a bare JDK in a container may lack. */
public final class Drawing {
    private Drawing() {}

    /** Skips the test where charts cannot be drawn. */
    public static void assumePossible() {
        try {
            HtmlPage.requireDrawing();
        } catch (IllegalStateException e) {
            abort(e.getMessage());
        }
    }
}
