/**
 * Modbus: bytes to readings. It can ask for nothing but reads: no code here forms any other
 * function.
 *
 * <p>From the wire up: a {@code Channel} carries bytes, a {@code Framing} finds frames in them, the
 * {@code LinkTransport} pairs a request with its answer, {@code UnitReads} asks a unit for a round
 * of planned requests and {@code UnitKnowledge} remembers what that taught. {@link
 * io.rackproof.agent.device.modbus.ModbusDriver} gives readings. May import {@code device} and the
 * library of serial ports, no other package of ours.
 */
@NullMarked
package io.rackproof.agent.device.modbus;

import org.jspecify.annotations.NullMarked;
