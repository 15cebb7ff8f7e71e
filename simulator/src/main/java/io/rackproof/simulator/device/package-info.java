/**
 * What each device of the rack shows of the physics: registers of the CDU and the power supplies,
 * objects of the PDUs and the switches, answers of the meter. May import {@code model}, {@code
 * modbus} and {@code snmp}.
 */
@NullMarked
package io.rackproof.simulator.device;

import org.jspecify.annotations.NullMarked;
