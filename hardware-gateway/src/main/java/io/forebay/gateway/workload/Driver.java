package io.forebay.gateway.workload;

import io.forebay.gateway.control.CommandSink;

/** Moves a device through its workload at one pacing. The engine's thread only. */
public interface Driver {

    /** Where commands go while the workload runs. */
    CommandSink commands();

    /** Runs the workload to its end, the last tick not included. */
    void run() throws InterruptedException;
}
