package io.forebay.evaluation.report;

/** Makes text from outside, such as names in a trace, fit for terminals and pages. */
final class PlainText {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;
    private static final int LAST_CONTROL = 0x9f;
    private static final int LAST_CHARACTER_OF_XML = 0xfffd;
    private static final char REPLACEMENT = '\ufffd';

    private PlainText() {}

    /** The text with control characters and halves of surrogate pairs replaced. */
    static String clean(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        point -> {
                            if (isPlain(point)) {
                                clean.appendCodePoint(point);
                            } else {
                                clean.append(REPLACEMENT);
                            }
                        });
        return clean.toString();
    }

    private static boolean isPlain(int point) {
        boolean control = point < FIRST_PRINTABLE || (point >= DELETE && point <= LAST_CONTROL);
        boolean halfPair = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean noCharacter = point > LAST_CHARACTER_OF_XML && point <= Character.MAX_VALUE;
        return !control && !halfPair && !noCharacter;
    }

    /** The text cleaned, and safe as content and in quoted attributes of HTML and XML. */
    static String escape(String text) {
        return clean(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
