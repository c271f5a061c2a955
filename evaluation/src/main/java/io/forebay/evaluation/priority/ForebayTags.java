package io.forebay.evaluation.priority;

import io.forebay.evaluation.mix.DeviceMix;
import io.forebay.evaluation.report.Progress;
import io.forebay.predictor.DeviceModel;
import io.forebay.predictor.FunctionModel;
import io.forebay.predictor.PredictorSettings;
import io.forebay.shaping.priority.PriorityPolicy;

/**
 * The priorities that Forebay gives the elements of a workload as they arrive. They depend on what
 * arrived only, not on what is served when, so they are computed once for all replays.
 */
public final class ForebayTags {
    private static final int SHOW_INTERVAL = 1024;

    private final int[] levels;

    private ForebayTags(int[] levels) {
        this.levels = levels;
    }

    /** The tags of a mix's requests, each cut into elements of at most 128 KiB. */
    public static ForebayTags of(DeviceMix mix) {
        return of(new ElementWorkload(mix), Progress.NONE);
    }

    /** Lets a device's model predict, then learn, each request in order of arrival. */
    static ForebayTags of(ElementWorkload workload, Progress progress) {
        var device = DeviceModel.create(PredictorSettings.defaults());
        var functions = new FunctionModel[workload.functionCount];
        for (int i = 0; i < functions.length; i++) {
            functions[i] = device.newFunction();
        }
        var tagger = new ForebayTagger(new PriorityPolicy(0, PriorityPolicy.LEVELS - 1));
        var levels = new int[workload.size];
        int element = 0;
        for (int request = 0; request < workload.requestCount; request++) {
            FunctionModel function = functions[workload.mix.function(request)];
            tagger.observe(function, workload.mix.element(request));
            for (long rest = workload.requestBytes[request]; rest > 0; ) {
                int bytes = workload.bytes[element];
                levels[element] = tagger.level(rest, bytes);
                rest -= bytes;
                element++;
            }
            if (request % SHOW_INTERVAL == 0) {
                progress.show("tags", request, workload.requestCount);
            }
        }
        progress.show("tags", workload.requestCount, workload.requestCount);
        return new ForebayTags(levels);
    }

    /** Priority of an element, 0 to 7, most urgent. */
    public int level(int element) {
        return levels[element];
    }
}
