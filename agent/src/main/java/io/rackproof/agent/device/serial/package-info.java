/**
 * Serial instruments that speak lines: bytes to readings.
 *
 * <p>{@link io.rackproof.agent.device.serial.SerialConfig} says how the line is reached, {@link
 * io.rackproof.agent.device.serial.SerialSource} which prompt and which part of the answer a point
 * is; {@code SerialTransport} moves lines, {@code SerialCodec} turns answers into readings. May
 * import {@code device} and jSerialComm, no other package of ours.
 */
@NullMarked
package io.rackproof.agent.device.serial;

import org.jspecify.annotations.NullMarked;
