package io.forebay.traces.tlp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the TLP in a line of text. The forms are described at {@link TlpTraceReader}. Remembers,
 * for lspci output, which device the lines belong to. One thread.
 */
final class TlpTextParser {
    /** Longest TLP: prefixes, 4 DW of header, 4,096 bytes of data, digest. */
    static final int MAX_TLP_BYTES = Tlp.MAX_PREFIXES * 4 + 16 + 4096 + 4;

    private static final Pattern LOGGED =
            Pattern.compile("(?:TLP Header( \\(Flit\\))?|HeaderLog):");
    private static final Pattern KERNEL_TIME = Pattern.compile("\\[ *(\\d{1,10})\\.(\\d{1,9})\\]");
    private static final Pattern LEADING_TIME = Pattern.compile("(\\d{1,10})\\.(\\d{1,9}):\\s+");
    private static final Pattern LSPCI_DEVICE =
            Pattern.compile("(?:\\p{XDigit}{4,8}:)?\\p{XDigit}{2}:\\p{XDigit}{2}\\.[0-7]\\s");
    private static final int MAX_SHOWN_CHARACTERS = 20;
    private static final String KERNEL_MARK = "TLP Header";
    private static final String LSPCI_MARK = "HeaderLog:";
    private static final String PREFIXES_MARK = "E-E Prefixes:";
    private static final String FLIT_MARK = "(Flit)";

    /** What a line holds. */
    enum Content {
        NOTHING,
        PACKET,
        HEADER_LOG,
        FAULT
    }

    final byte[] bytes = new byte[MAX_TLP_BYTES];
    private int length;
    private long timeNanos;
    private String fault;
    private boolean inLspciDevice;
    private boolean inFlitDevice;

    /** Bytes of the TLP in {@link #bytes}. */
    int length() {
        return length;
    }

    /** The line's own time in nanoseconds, or -1. */
    long timeNanos() {
        return timeNanos;
    }

    /** What is wrong with the line. */
    String fault() {
        return fault;
    }

    Content parse(String line) {
        length = 0;
        timeNanos = -1;
        fault = null;
        // Patterns are slow on lines of any bytes, so each is tried only where it can match.
        if (line.contains(KERNEL_MARK) || line.contains(LSPCI_MARK)) {
            Matcher logged = LOGGED.matcher(line);
            if (logged.find()) {
                return parseLogged(line, logged);
            }
        }
        String text = withoutComment(line).strip();
        if (text.isEmpty()) {
            inLspciDevice = inLspciDevice && !line.isBlank();
            return Content.NOTHING;
        }
        if (isLogLine(line)) {
            return Content.NOTHING;
        }
        int from = 0;
        if (isDigit(text.charAt(0))) {
            Matcher time = LEADING_TIME.matcher(text);
            if (time.lookingAt()) {
                timeNanos = nanos(time);
                from = time.end();
            }
        }
        return parseHex(text, from) ? Content.PACKET : Content.FAULT;
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return comment < 0 ? line : line.substring(0, comment);
    }

    /** Lines of kernel logs and lspci that hold no TLP. */
    private boolean isLogLine(String line) {
        if (Character.digit(line.charAt(0), 16) >= 0 && LSPCI_DEVICE.matcher(line).lookingAt()) {
            inLspciDevice = true;
            inFlitDevice = false;
            return true;
        }
        if (inLspciDevice && Character.isWhitespace(line.charAt(0))) {
            if (line.contains("LnkSta2:")) {
                inFlitDevice = line.contains("Flit+");
            }
            return true;
        }
        return line.charAt(0) == '[' && KERNEL_TIME.matcher(line).lookingAt();
    }

    private Content parseLogged(String line, Matcher logged) {
        boolean isLspci = line.startsWith("HeaderLog", logged.start());
        boolean isFlit =
                logged.group(1) != null
                        || line.indexOf(FLIT_MARK, logged.end()) >= 0
                        || (isLspci && inLspciDevice && inFlitDevice);
        if (isFlit) {
            fault = "flit mode is not supported: the log says that the header is of flit mode";
            return Content.FAULT;
        }
        Matcher time = KERNEL_TIME.matcher(line);
        if (time.find() && time.end() <= logged.start()) {
            timeNanos = nanos(time);
        }
        String words = line.substring(logged.end());
        int mark = words.indexOf(PREFIXES_MARK);
        boolean isSound =
                mark < 0
                        ? parseHex(words, 0)
                        // Prefixes are printed last and sent first.
                        : parseHex(
                                words.substring(mark + PREFIXES_MARK.length())
                                        + " "
                                        + words.substring(0, mark),
                                0);
        if (!isSound) {
            return Content.FAULT;
        }
        // A log register that holds nothing reads as zeros.
        return isLspci && isZero() ? Content.NOTHING : Content.HEADER_LOG;
    }

    private boolean isZero() {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static long nanos(Matcher time) {
        String fraction = time.group(2);
        long nanos = Long.parseLong(fraction);
        for (int i = fraction.length(); i < 9; i++) {
            nanos *= 10;
        }
        // Ten digits of seconds do not all fit 64 bits of nanoseconds.
        return Math.min(Long.parseLong(time.group(1)), Integer.MAX_VALUE) * 1_000_000_000L + nanos;
    }

    /** Reads groups of digits between white space to the end of the text. */
    private boolean parseHex(String text, int from) {
        int end = text.length();
        int start = skipSpace(text, from);
        while (start < end) {
            int groupEnd = start;
            while (groupEnd < end && !isSpace(text.charAt(groupEnd))) {
                groupEnd++;
            }
            if (!parseGroup(text, start, groupEnd)) {
                return false;
            }
            start = skipSpace(text, groupEnd);
        }
        if (length == 0) {
            fault = "no hexadecimal digits";
        }
        return length > 0;
    }

    private static int skipSpace(String text, int from) {
        int index = from;
        while (index < text.length() && isSpace(text.charAt(index))) {
            index++;
        }
        return index;
    }

    private boolean parseGroup(String text, int start, int end) {
        int from = text.startsWith("0x", start) || text.startsWith("0X", start) ? start + 2 : start;
        int digits = end - from;
        if (digits <= 0 || digits % 2 != 0) {
            fault = "not pairs of hexadecimal digits: text=" + shown(text, start, end);
            return false;
        }
        if (length + digits / 2 > MAX_TLP_BYTES) {
            fault = "longer than any TLP: maxBytes=" + MAX_TLP_BYTES;
            return false;
        }
        for (int i = from; i < end; i += 2) {
            int high = Character.digit(text.charAt(i), 16);
            int low = Character.digit(text.charAt(i + 1), 16);
            if (high < 0 || low < 0) {
                fault = "not hexadecimal: text=" + shown(text, start, end);
                return false;
            }
            bytes[length++] = (byte) (high << 4 | low);
        }
        return true;
    }

    /** The beginning of a group, with a dot for whatever is no printable ASCII. */
    private static String shown(String text, int start, int end) {
        int stop = Math.min(end, start + MAX_SHOWN_CHARACTERS);
        var shown = new StringBuilder(MAX_SHOWN_CHARACTERS + 3);
        for (int i = start; i < stop; i++) {
            char character = text.charAt(i);
            shown.append(character > ' ' && character < 127 ? character : '.');
        }
        return stop < end ? shown.append("...").toString() : shown.toString();
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    /** White space of ASCII, as {@code \s} in a pattern. */
    private static boolean isSpace(char character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }
}
