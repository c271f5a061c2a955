/** PCI Express transaction layer packets: decoding, mapping to elements, text forms. */
package io.forebay.traces.tlp;
