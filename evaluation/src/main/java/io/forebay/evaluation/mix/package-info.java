/** Mixes: several traces as the I/O functions of one device, on one time line. */
package io.forebay.evaluation.mix;
