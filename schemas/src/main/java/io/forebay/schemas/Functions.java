package io.forebay.schemas;

/**
 * Ids of I/O functions: {@code device/function}. The device is what stands before the first slash;
 * the rest names the function and may hold further slashes.
 */
public final class Functions {
    /** Longest function id, in UTF-16 units. */
    public static final int MAX_ID_LENGTH = 256;

    private static final char SEPARATOR = '/';

    private Functions() {}

    /**
     * The device a function belongs to.
     *
     * @throws IllegalArgumentException when the id has no device part
     */
    public static String deviceOf(String functionId) {
        int separator = functionId.indexOf(SEPARATOR);
        if (separator < 1) {
            throw new IllegalArgumentException(
                    "function id is not device/function: functionId=" + functionId);
        }
        return functionId.substring(0, separator);
    }

    /** The id of a device's function. */
    public static String idOf(String deviceId, String functionName) {
        return deviceId + SEPARATOR + functionName;
    }

    /** Why this is no function id, or null when it is one. Allocates nothing for a valid id. */
    public static String violation(String functionId) {
        if (functionId == null) {
            return "function id is missing";
        }
        if (functionId.length() > MAX_ID_LENGTH) {
            return "function id is too long: length="
                    + functionId.length()
                    + ", maximum="
                    + MAX_ID_LENGTH;
        }
        int separator = functionId.indexOf(SEPARATOR);
        if (separator < 0) {
            return "function id is not device/function: functionId=" + printable(functionId);
        }
        if (isBlank(functionId, 0, separator)) {
            return "function id has no device: functionId=" + printable(functionId);
        }
        if (isBlank(functionId, separator + 1, functionId.length())) {
            return "function id has no function: functionId=" + printable(functionId);
        }
        int position = firstUnusable(functionId);
        if (position >= 0) {
            return "function id has a control character or half a surrogate pair: position="
                    + position
                    + ", functionId="
                    + printable(functionId);
        }
        return null;
    }

    private static boolean isBlank(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Half a pair has no UTF-8 form: it would come out of the wire as another id. */
    private static int firstUnusable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isISOControl(unit)) {
                return i;
            }
            if (Character.isSurrogate(unit)) {
                boolean isPair =
                        i + 1 < text.length()
                                && Character.isSurrogatePair(unit, text.charAt(i + 1));
                if (!isPair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    private static String printable(String text) {
        var shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean isPlain = !Character.isISOControl(unit) && !Character.isSurrogate(unit);
            shown.append(isPlain ? unit : '?');
        }
        return shown.toString();
    }
}
