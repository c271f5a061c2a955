/** Prefetch buffers: which blocks are staged ahead of demand, and the accounts of their use. */
package io.forebay.gateway.prefetch;
