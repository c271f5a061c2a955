/** The model at the edge: what gives an element its priority as it arrives, before any tag. */
package io.forebay.gateway.model;
