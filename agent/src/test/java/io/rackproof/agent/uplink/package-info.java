/** The uplink against collectors that speak byte by byte what the test says. */
@NullMarked
package io.rackproof.agent.uplink;

import org.jspecify.annotations.NullMarked;
