package io.forebay.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics and labels that an expression of PromQL names. Takes it apart into words, strings,
 * numbers and signs; what is followed by a bracket is a function, what is no keyword is a metric.
 *
 * @param metrics that are named
 * @param matched labels in the braces behind each metric
 * @param grouped labels that the result is grouped or joined by
 */
record PromQl(Set<String> metrics, Map<String, Set<String>> matched, Set<String> grouped) {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s+|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|\\[[^\\]]*\\]"
                            + "|[A-Za-z_:][A-Za-z0-9_:]*|[0-9.]+(?:[eE][+-]?[0-9]+)?[a-z]*"
                            + "|=~|!~|!=|==|>=|<=|[-+*/%^(){},=<>@]");
    private static final Set<String> FUNCTIONS =
            Set.of(
                    "sum",
                    "min",
                    "max",
                    "avg",
                    "count",
                    "rate",
                    "increase",
                    "irate",
                    "delta",
                    "histogram_quantile",
                    "absent",
                    "clamp_min",
                    "clamp_max",
                    "abs",
                    "topk",
                    "max_over_time",
                    "avg_over_time",
                    "time");
    private static final Set<String> GROUPING =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    static PromQl parse(String expression) {
        var parsed = new PromQl(new TreeSet<>(), new TreeMap<>(), new TreeSet<>());
        new Reader(tokens(expression), parsed).read();
        return parsed;
    }

    private static List<String> tokens(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            if (!matcher.group().isBlank()) {
                tokens.add(matcher.group());
            }
        }
        if (end != expression.length()) {
            throw new IllegalArgumentException(
                    "no PromQL: expression=" + expression + ", from=" + expression.substring(end));
        }
        return tokens;
    }

    /** Walks through the tokens of one expression. */
    private static final class Reader {
        private final List<String> tokens;
        private final PromQl parsed;
        private int next;
        private int depth;

        Reader(List<String> tokens, PromQl parsed) {
            this.tokens = tokens;
            this.parsed = parsed;
        }

        void read() {
            while (next < tokens.size()) {
                String token = tokens.get(next++);
                if (token.equals("(")) {
                    depth++;
                } else if (token.equals(")")) {
                    depth--;
                    require(depth >= 0, "a bracket closes nothing");
                } else if (GROUPING.contains(token)) {
                    parsed.grouped.addAll(labels("(", ")"));
                } else if (isWord(token) && !OPERATORS.contains(token)) {
                    readWord(token);
                }
            }
            require(depth == 0, "a bracket stays open");
        }

        private void readWord(String word) {
            String following = next < tokens.size() ? tokens.get(next) : "";
            if (following.equals("(") || GROUPING.contains(following)) {
                require(FUNCTIONS.contains(word), "unknown function: " + word);
                return;
            }
            parsed.metrics.add(word);
            if (following.equals("{")) {
                parsed.matched.computeIfAbsent(word, key -> new TreeSet<>()).addAll(matchers());
            }
        }

        /** Labels between brackets, separated by commas. */
        private List<String> labels(String open, String close) {
            List<String> labels = new ArrayList<>();
            require(take().equals(open), "labels are missing");
            for (String token = take(); !token.equals(close); token = take()) {
                if (isWord(token)) {
                    labels.add(token);
                } else {
                    require(token.equals(","), "no label: " + token);
                }
            }
            return labels;
        }

        private List<String> matchers() {
            List<String> labels = new ArrayList<>();
            next++;
            for (String token = take(); !token.equals("}"); token = take()) {
                if (isWord(token)) {
                    labels.add(token);
                    require(Set.of("=", "!=", "=~", "!~").contains(take()), "no matcher");
                    require(take().matches("\".*\"|'.*'"), "no value");
                } else {
                    require(token.equals(","), "no label: " + token);
                }
            }
            return labels;
        }

        private String take() {
            require(next < tokens.size(), "it ends too early");
            return tokens.get(next++);
        }

        private void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message + ": tokens=" + tokens);
            }
        }

        private static boolean isWord(String token) {
            return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
        }
    }
}
