/** Capture files: pcap and pcapng, read as a stream, and what their packets are. */
package io.forebay.traces.capture;
