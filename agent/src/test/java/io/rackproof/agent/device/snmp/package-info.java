/** SNMP against a responder in this process, and against recordings and net-snmp's own agent. */
@NullMarked
package io.rackproof.agent.device.snmp;

import org.jspecify.annotations.NullMarked;
