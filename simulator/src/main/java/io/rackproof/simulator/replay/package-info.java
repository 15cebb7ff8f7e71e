/**
 * Serves what real equipment answered: SNMP recordings as they are, and OpenBMC register maps with
 * seeded raw words. May import {@code modbus}, {@code snmp}, {@code serial} and {@code document}.
 */
@NullMarked
package io.rackproof.simulator.replay;

import org.jspecify.annotations.NullMarked;
