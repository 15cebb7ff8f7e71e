/**
 * Device profiles: which points a device model has and how each is read. YAML files, shipped in the
 * jar or beside {@code rack.yaml}, and OpenBMC rackmon register maps as they are. Gives {@code
 * Point}s; never talks to a device. May import {@code device} and its protocol packages' value
 * types, {@code document} and {@code catalogue}.
 */
@NullMarked
package io.rackproof.agent.profile;

import org.jspecify.annotations.NullMarked;
