/**
 * Who may do what at the web port: accounts with roles, sessions, tokens of programs, how often one
 * may guess and ask, and the log of what was done and refused.
 *
 * <p>Owns {@link io.rackproof.collector.access.Access}, the port by which {@code web} asks, and
 * {@link io.rackproof.collector.access.AccessRegister}, which commands of people open beside the
 * running collector. Keeps no secret: passwords as Argon2id, sessions and tokens as SHA-256.
 * Imports no other package of ours, and knows neither HTTP nor campaigns.
 */
@NullMarked
package io.rackproof.collector.access;

import org.jspecify.annotations.NullMarked;
