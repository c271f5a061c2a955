/** Who may reach a gateway, what each may call, and how much of it. */
package io.forebay.gateway.security;
