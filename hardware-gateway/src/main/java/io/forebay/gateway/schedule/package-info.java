/** What may be served next: ordering rules of a function, eight priority levels, aging. */
package io.forebay.gateway.schedule;
