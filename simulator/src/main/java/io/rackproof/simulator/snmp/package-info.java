/**
 * SNMP agents over sorted objects, of all versions. Answers GET, GETNEXT and GETBULK and refuses to
 * set. May import SNMP4J and nothing of ours.
 */
@NullMarked
package io.rackproof.simulator.snmp;

import org.jspecify.annotations.NullMarked;
