/** Circular buffers of I/O functions: fixed slots that hold what is pending and what completed. */
package io.forebay.gateway.ring;
