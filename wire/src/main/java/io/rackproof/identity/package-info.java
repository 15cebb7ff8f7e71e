/**
 * What agent and collector must agree on about who an agent is: the one-time token, the names in a
 * certificate, and the PEM files that hold certificates and keys.
 *
 * <p>Owns {@link io.rackproof.identity.EnrolmentToken}, {@link io.rackproof.identity.RackNames} and
 * {@link io.rackproof.identity.Pem}. Knows no network and no messages. May import Bouncy Castle and
 * nothing of ours.
 */
@NullMarked
package io.rackproof.identity;

import org.jspecify.annotations.NullMarked;
