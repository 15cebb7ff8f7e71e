/**
 * Who may send samples: the collector's own certificate authority, one-time tokens, and the
 * certificates that were issued, renewed and revoked.
 *
 * <p>Owns {@link io.rackproof.collector.identity.AgentRegister}, which answers ingest through
 * ingest's own port {@code AgentIdentities}, and serves the commands of people. May import {@code
 * ingest} for that port, and {@code io.rackproof.identity}.
 */
@NullMarked
package io.rackproof.collector.identity;

import org.jspecify.annotations.NullMarked;
