package io.rackproof.agent;

import java.util.Optional;

/**
 * A device that a scan found.
 *
 * @param place for people: {@code /dev/ttyUSB0 unit 12}
 * @param reach how {@code rack.yaml} writes it: {@code modbus: {bus: bus-1, unit: 12}}
 * @param says what it says of itself; empty when it says nothing
 * @param profile the likely one
 */
record Found(String place, String reach, String says, Optional<String> profile) {}
