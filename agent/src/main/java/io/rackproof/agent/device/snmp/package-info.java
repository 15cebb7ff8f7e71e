/**
 * SNMP: bytes to readings. May import {@code device} and its protocol's library, no other package
 * of ours.
 */
@NullMarked
package io.rackproof.agent.device.snmp;

import org.jspecify.annotations.NullMarked;
