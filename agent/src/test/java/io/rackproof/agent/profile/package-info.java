/** Profiles as they are written, and the shipped ones against what real devices answered. */
@NullMarked
package io.rackproof.agent.profile;

import org.jspecify.annotations.NullMarked;
