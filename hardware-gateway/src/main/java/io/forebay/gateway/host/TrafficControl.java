package io.forebay.gateway.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Priorities of an interface's flows, kept by the kernel: a hierarchical token bucket (tc-htb(8))
 * at the rate of the interface with one class per function. Of what no class is guaranteed, the
 * classes take in the order of their eight priorities; each is guaranteed a hundredth of the rate,
 * shared by all, so that none starves. Frames of a class stay in order.
 *
 * <p>A change acts on a class from the moment its queue next runs empty. The engine's thread.
 */
final class TrafficControl implements FunctionPriorities.Target, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrafficControl.class);

    /** Marks what is ours: a gateway that was killed leaves it behind. */
    static final String HANDLE = "f0eb:";

    private static final String ROOT_CLASS = HANDLE + "1";
    private static final int HIGHEST_PRIORITY = 7;
    private static final int START_PRIORITY = 3;
    private static final int GUARANTEED_FRACTION = 100;
    private static final int QUANTUM_BYTES = 1_600;
    private static final long LEAST_RATE = 8_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CLASS =
            Pattern.compile("class htb (" + HANDLE + "[0-9a-f]+) .*?\\bprio ([0-7])\\b");

    private final CommandLineTool tc;
    private final NetworkSettings settings;
    private final long rate;
    private final long guaranteed;
    private final Map<String, String> classes = new LinkedHashMap<>();
    private final Map<String, Integer> applied = new LinkedHashMap<>();

    private TrafficControl(CommandLineTool tc, NetworkSettings settings) {
        this.tc = tc;
        this.settings = settings;
        this.rate = settings.rateBitsPerSecond().orElseThrow();
        int functions = settings.flows().size() + 1;
        this.guaranteed = Math.max(LEAST_RATE, rate / GUARANTEED_FRACTION / functions);
    }

    /**
     * Puts the queue under our control.
     *
     * @param classifiers bytecode of each flow, by name
     * @throws IOException when tc is missing, is not allowed, or somebody else has set up the queue
     *     of the interface
     */
    static TrafficControl install(NetworkSettings settings, Map<String, String> classifiers)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("tc"));
        settings.namespace().ifPresent(name -> command.addAll(List.of("-n", name)));
        var control = new TrafficControl(new CommandLineTool(command), settings);
        control.requireUnclaimed();
        try {
            control.build(classifiers);
        } catch (IOException e) {
            control.close();
            throw new IOException(
                    "cannot order the queue of "
                            + settings.interfaceName()
                            + ", which takes CAP_NET_ADMIN: "
                            + e.getMessage());
        }
        return control;
    }

    private void requireUnclaimed() throws IOException {
        String text = tc.run(List.of("-j", "qdisc", "show", "dev", settings.interfaceName()));
        for (JsonNode queue : JSON.readTree(text)) {
            boolean isRoot = queue.path("root").asBoolean();
            String handle = queue.path("handle").asText();
            // The kernel gives its default queues the handle 0.
            if (isRoot && !handle.equals("0:") && !handle.equals(HANDLE)) {
                throw new IOException(
                        "the queue of "
                                + settings.interfaceName()
                                + " is set up by somebody else: kind="
                                + queue.path("kind").asText()
                                + ", handle="
                                + handle);
            }
        }
    }

    private void build(Map<String, String> classifiers) throws IOException {
        removeLeftBehind();
        String device = settings.interfaceName();
        tc.run(
                List.of(
                        "qdisc", "add", "dev", device, "root", "handle", HANDLE, "htb", "default",
                        "2"));
        tc.run(
                List.of(
                        "class",
                        "add",
                        "dev",
                        device,
                        "parent",
                        HANDLE,
                        "classid",
                        ROOT_CLASS,
                        "htb",
                        "rate",
                        Long.toString(rate),
                        "ceil",
                        Long.toString(rate)));
        addClass(device, HANDLE + "2");
        int preference = 1;
        for (Map.Entry<String, String> flow : classifiers.entrySet()) {
            String classId = HANDLE + Integer.toHexString(0x10 + preference);
            addClass(flow.getKey(), classId);
            tc.run(
                    List.of(
                            "filter",
                            "add",
                            "dev",
                            device,
                            "parent",
                            HANDLE,
                            "protocol",
                            "all",
                            "pref",
                            Integer.toString(preference),
                            "bpf",
                            "bytecode",
                            flow.getValue(),
                            "flowid",
                            classId));
            preference++;
        }
    }

    private void removeLeftBehind() {
        try {
            String queues =
                    tc.run(List.of("qdisc", "show", "dev", settings.interfaceName(), "root"));
            if (queues.contains(" " + HANDLE + " ")) {
                tc.run(List.of("qdisc", "del", "dev", settings.interfaceName(), "root"));
                LOG.info("took away the queue a gateway had left: {}", settings.interfaceName());
            }
        } catch (IOException e) {
            LOG.debug("what was left could not be taken away", e);
        }
    }

    private void addClass(String function, String classId) throws IOException {
        changeClass("add", classId, START_PRIORITY);
        classes.put(function, classId);
        applied.put(function, START_PRIORITY);
    }

    private void changeClass(String verb, String classId, int priority) throws IOException {
        tc.run(
                List.of(
                        "class",
                        verb,
                        "dev",
                        settings.interfaceName(),
                        "parent",
                        ROOT_CLASS,
                        "classid",
                        classId,
                        "htb",
                        "rate",
                        Long.toString(guaranteed),
                        "ceil",
                        Long.toString(rate),
                        "prio",
                        Integer.toString(HIGHEST_PRIORITY - priority),
                        "quantum",
                        Integer.toString(QUANTUM_BYTES)));
    }

    @Override
    public boolean knows(String function) {
        return classes.containsKey(function);
    }

    @Override
    public int applied(String function) {
        return applied.get(function);
    }

    /**
     * Gives a function's frames a priority, and reads back that the kernel has it.
     *
     * @param priority 0 (lowest) to 7
     */
    @Override
    public void apply(String function, int priority) throws IOException {
        String classId = classes.get(function);
        changeClass("change", classId, priority);
        Integer held = read().get(function);
        if (held == null || held != priority) {
            throw new IOException(
                    "the kernel holds another priority than asked for: function="
                            + function
                            + ", asked="
                            + priority
                            + ", held="
                            + held);
        }
        applied.put(function, priority);
    }

    /** The priorities as the kernel has them, by function. */
    Map<String, Integer> read() throws IOException {
        Map<String, Integer> byClass = new LinkedHashMap<>();
        Matcher matcher =
                CLASS.matcher(tc.run(List.of("class", "show", "dev", settings.interfaceName())));
        while (matcher.find()) {
            byClass.put(matcher.group(1), HIGHEST_PRIORITY - Integer.parseInt(matcher.group(2)));
        }
        Map<String, Integer> byFunction = new LinkedHashMap<>();
        classes.forEach(
                (function, classId) -> {
                    Integer priority = byClass.get(classId);
                    if (priority != null) {
                        byFunction.put(function, priority);
                    }
                });
        return byFunction;
    }

    /** Gives the interface its default queue back. */
    @Override
    public void close() {
        try {
            tc.run(List.of("qdisc", "del", "dev", settings.interfaceName(), "root"));
        } catch (IOException e) {
            LOG.warn("the queue of {} could not be reset", settings.interfaceName(), e);
        }
    }
}
