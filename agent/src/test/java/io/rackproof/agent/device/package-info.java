/** What every driver must hold, as a contract that each protocol's test extends. */
@NullMarked
package io.rackproof.agent.device;

import org.jspecify.annotations.NullMarked;
