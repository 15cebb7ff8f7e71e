/**
 * Signing in by an OpenID Connect provider of the site: authorization code with PKCE.
 *
 * <p>Owns {@link io.rackproof.collector.openid.OpenIdProvider}, the port by which {@code web} asks:
 * in comes a browser's way to the provider and back, out goes a {@link
 * io.rackproof.collector.access.ProviderUser} or a sentence that says why not. Messages and tokens
 * are read and checked by Nimbus' library; only what it leaves to its user is here: who may be
 * asked, for how long, what belongs to which browser, and which claim makes which role. May import
 * {@code access} for its names, and knows no server and no page.
 */
@NullMarked
package io.rackproof.collector.openid;

import org.jspecify.annotations.NullMarked;
