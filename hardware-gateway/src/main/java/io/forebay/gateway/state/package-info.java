/** What a gateway remembers over its restarts: small files, written whole or not at all. */
package io.forebay.gateway.state;
