/**
 * A plain Linux host as the hardware of a gateway: frames captured through libpcap, priorities of
 * flows through {@code tc}, blocks of files staged in the page cache through {@code posix_fadvise}.
 */
package io.forebay.gateway.host;
