package io.forebay.operators.buffer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.mix.MixRecipe;
import io.forebay.evaluation.mix.MixTrace;
import io.forebay.evaluation.priority.ForebayTags;
import io.forebay.operators.OperatorSettings;
import io.forebay.operators.policy.PolicyTable;
import io.forebay.schemas.TrafficElement;
import io.forebay.traces.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tags that are evaluated are those that the job emits. */
class PriorityReplayTest {
    @Test
    void shouldTagTheElementsOfAMixAsItsReplayDoes(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("bursts.trace");
        Files.writeString(file, bursts(), US_ASCII);
        var trace = new MixTrace("bursts", file, TraceFormat.MQSIM);
        DeviceMix mix = MixRecipe.mix("test", List.of(trace), deadLetter -> {}).limitedTo(8_000);
        ForebayTags replayed = ForebayTags.of(mix);

        OperatorSettings settings = OperatorSettings.defaults();
        var policies = new PolicyTable(settings);
        var serializer = new FunctionShaperSerializer(policies, new DeviceModels(policies));
        var decision = new Decision(settings);
        Map<String, FunctionShaper> shapers = new HashMap<>();
        Set<Integer> levels = new HashSet<>();
        for (int request = 0; request < mix.requestCount(); request++) {
            TrafficElement element = mix.element(request);
            shapers.computeIfAbsent(element.getFunctionId(), serializer::create)
                    .observe(element, 0, decision);
            // No request is longer than an element.
            assertThat(decision.priority)
                    .as("request %d", request)
                    .isEqualTo(replayed.level(request));
            levels.add(decision.priority);
        }
        assertThat(levels).hasSizeGreaterThan(4);
    }

    /** Two volumes with bursts of different lengths. */
    private static String bursts() {
        var random = new Random(1);
        var text = new StringBuilder();
        long nanos = 0;
        for (int burst = 0; burst < 400; burst++) {
            int volume = random.nextInt(2);
            int requests = 1 + random.nextInt(volume == 0 ? 3 : 40);
            nanos += 50_000_000;
            for (int i = 0; i < requests; i++) {
                nanos += 10_000;
                text.append(nanos).append(' ').append(volume).append(' ');
                text.append(random.nextInt(1 << 20)).append(' ');
                text.append(8 << random.nextInt(5)).append(" 1\n");
            }
        }
        return text.toString();
    }
}
