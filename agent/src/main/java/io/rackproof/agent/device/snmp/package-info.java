/**
 * SNMP: bytes to readings, and notifications that devices send by themselves. Reads only; what it
 * sends to a device is GET, GETNEXT and GETBULK, and the answer to an inform. May import {@code
 * device} and its protocol's library, no other package of ours.
 */
@NullMarked
package io.rackproof.agent.device.snmp;

import org.jspecify.annotations.NullMarked;
