/**
 * The emulated offload engine: a discrete-event model of one device in virtual time. {@link
 * io.forebay.gateway.engine.OffloadEngine} is where to start.
 */
package io.forebay.gateway.engine;
