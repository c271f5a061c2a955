/** Ethernet frames and what they carry, down to ports and to ATA over Ethernet. */
package io.forebay.traces.ethernet;
