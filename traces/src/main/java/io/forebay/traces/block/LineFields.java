package io.forebay.traces.block;

/**
 * Takes the fields of one line from left to right, without making objects.
 *
 * <p>The first field that is wrong sets {@link #failure()}; what is taken after it is meaningless
 * but harmless, so a line format checks once, at its end. One thread only.
 */
final class LineFields {
    private final boolean isCommaSeparated;
    private byte[] buffer;
    private int position;
    private int lineEnd;
    private int fieldStart;
    private int fieldEnd;
    private String failedField;
    private String problem;

    private LineFields(boolean isCommaSeparated) {
        this.isCommaSeparated = isCommaSeparated;
    }

    /** Fields between single commas; blanks around them do not count. */
    static LineFields separatedByCommas() {
        return new LineFields(true);
    }

    /** Fields between runs of blanks and tabs. */
    static LineFields separatedByBlanks() {
        return new LineFields(false);
    }

    void reset(byte[] bytes, int start, int end) {
        buffer = bytes;
        position = start;
        lineEnd = end;
        failedField = null;
        problem = null;
        trimLine();
    }

    private void trimLine() {
        while (position < lineEnd && isBlank(buffer[position])) {
            position++;
        }
        while (lineEnd > position && isBlank(buffer[lineEnd - 1])) {
            lineEnd--;
        }
        if (isCommaSeparated && position == lineEnd) {
            position = lineEnd + 1;
        }
    }

    boolean hasMore() {
        return isCommaSeparated ? position <= lineEnd : position < lineEnd;
    }

    /** Fails where there is another field, after one of this name. */
    void requireEnd(String lastField) {
        if (hasMore()) {
            fail("after " + lastField, "there are too many fields");
        }
    }

    boolean hasFailed() {
        return failedField != null;
    }

    /** What is wrong with the line, or null. */
    String failure() {
        return failedField == null ? null : problem + ": " + failedField;
    }

    void fail(String field, String what) {
        if (failedField == null) {
            failedField = field;
            problem = what;
        }
    }

    /** Forgets the failure of a line that turned out not to be a request. */
    void clearFailure() {
        failedField = null;
        problem = null;
    }

    byte[] buffer() {
        return buffer;
    }

    /** First byte of the field last taken. */
    int fieldStart() {
        return fieldStart;
    }

    /** Index after the last byte of the field last taken. */
    int fieldEnd() {
        return fieldEnd;
    }

    int fieldLength() {
        return fieldEnd - fieldStart;
    }

    /** Takes a field that is looked at by its bytes. */
    void text(String field) {
        if (!hasMore()) {
            fieldStart = lineEnd;
            fieldEnd = lineEnd;
            fail(field, "a field is missing");
            return;
        }
        if (isCommaSeparated) {
            takeToComma();
        } else {
            takeToBlank();
        }
    }

    /** Takes a field that must not be empty. */
    void name(String field) {
        text(field);
        if (fieldLength() == 0) {
            fail(field, "a field is empty");
        }
    }

    /** Whether the field last taken is this text, in upper or lower case. */
    boolean isText(String expected) {
        if (fieldLength() != expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            int letter = buffer[fieldStart + i];
            int lower = letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
            if (lower != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the field last taken begins with this text. */
    boolean startsWith(String prefix) {
        if (fieldLength() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (buffer[fieldStart + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** First byte of the next field; only where there is one. */
    byte peek() {
        return buffer[position];
    }

    /** Takes a whole number from 0 to 2^63 − 1. */
    long number(String field) {
        text(field);
        return fieldNumber(field);
    }

    /** The field last taken as a whole number. */
    private long fieldNumber(String field) {
        int length = fieldLength();
        if (length == 0) {
            fail(field, "a field is empty");
            return 0;
        }
        int i = fieldStart;
        if (buffer[i] == '-' && length > 1 && isDigit(buffer[i + 1])) {
            fail(field, "a number is negative");
            return 0;
        }
        long value = 0;
        for (; i < fieldEnd; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                fail(field, "not a whole number");
                return 0;
            }
            if (value > Long.MAX_VALUE / 10
                    || (value == Long.MAX_VALUE / 10 && digit > Long.MAX_VALUE % 10)) {
                fail(field, "a number is too large");
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Takes hexadecimal digits, with or without 0x in front. */
    long hexadecimal(String field) {
        text(field);
        int i = fieldStart;
        if (fieldLength() > 2 && buffer[i] == '0' && (buffer[i + 1] | 0x20) == 'x') {
            i += 2;
        }
        if (i == fieldEnd || fieldEnd - i > 15) {
            fail(field, i == fieldEnd ? "a field is empty" : "a number is too large");
            return 0;
        }
        long value = 0;
        for (; i < fieldEnd; i++) {
            int digit = Character.digit(buffer[i], 16);
            if (digit < 0) {
                fail(field, "not a hexadecimal number");
                return 0;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /**
     * Takes a decimal number, such as 12, 0.5 or 5e-05, as nanoseconds: exact, digits below a
     * nanosecond are dropped.
     *
     * @param unitDigits decimal digits between the number's unit and a nanosecond: 9 for seconds, 6
     *     for milliseconds
     */
    long decimalNanos(String field, int unitDigits) {
        text(field);
        if (fieldLength() == 0) {
            fail(field, "a field is empty");
            return 0;
        }
        if (buffer[fieldStart] == '-') {
            fail(field, "a number is negative");
            return 0;
        }
        int exponentMark = indexOfExponent();
        int exponent = exponentMark == fieldEnd ? 0 : exponent(field, exponentMark + 1);
        int point = fieldStart;
        while (point < exponentMark && buffer[point] != '.') {
            point++;
        }
        int digits = exponentMark - fieldStart - (point < exponentMark ? 1 : 0);
        if (digits == 0) {
            fail(field, "not a decimal number");
            return 0;
        }
        int wholeDigits = point - fieldStart + exponent + unitDigits;
        return scaled(field, exponentMark, point, wholeDigits);
    }

    /** The first {@code keptDigits} digits of the mantissa, filled up with zeros. */
    private long scaled(String field, int mantissaEnd, int point, int keptDigits) {
        long value = 0;
        int taken = 0;
        for (int i = fieldStart; i < mantissaEnd; i++) {
            if (i == point) {
                continue;
            }
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                fail(field, "not a decimal number");
                return 0;
            }
            if (taken++ < keptDigits) {
                value = timesTenPlus(value, digit);
            }
        }
        for (; taken < keptDigits && value > 0; taken++) {
            value = timesTenPlus(value, 0);
        }
        if (value < 0) {
            fail(field, "a time is beyond what nanoseconds can hold");
            return 0;
        }
        return value;
    }

    /** Stays −1 once the result has become too large. */
    private static long timesTenPlus(long value, int digit) {
        if (value < 0 || value > (Long.MAX_VALUE - digit) / 10) {
            return -1;
        }
        return value * 10 + digit;
    }

    private int indexOfExponent() {
        int i = fieldStart;
        while (i < fieldEnd && (buffer[i] | 0x20) != 'e') {
            i++;
        }
        return i;
    }

    private int exponent(String field, int start) {
        int i = start;
        boolean isNegative = i < fieldEnd && buffer[i] == '-';
        if (i < fieldEnd && (buffer[i] == '-' || buffer[i] == '+')) {
            i++;
        }
        if (i == fieldEnd || fieldEnd - i > 3) {
            fail(field, "not a decimal number");
            return 0;
        }
        int value = 0;
        for (; i < fieldEnd; i++) {
            if (!isDigit(buffer[i])) {
                fail(field, "not a decimal number");
                return 0;
            }
            value = value * 10 + buffer[i] - '0';
        }
        return isNegative ? -value : value;
    }

    private void takeToComma() {
        int i = position;
        while (i < lineEnd && buffer[i] != ',') {
            i++;
        }
        fieldStart = position;
        fieldEnd = i;
        position = i + 1;
        while (fieldStart < fieldEnd && isBlank(buffer[fieldStart])) {
            fieldStart++;
        }
        while (fieldEnd > fieldStart && isBlank(buffer[fieldEnd - 1])) {
            fieldEnd--;
        }
    }

    private void takeToBlank() {
        int i = position;
        while (i < lineEnd && !isBlank(buffer[i])) {
            i++;
        }
        fieldStart = position;
        fieldEnd = i;
        while (i < lineEnd && isBlank(buffer[i])) {
            i++;
        }
        position = i;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
