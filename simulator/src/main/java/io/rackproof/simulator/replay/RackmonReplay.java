package io.rackproof.simulator.replay;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.simulator.modbus.ModbusSlave;
import io.rackproof.simulator.modbus.ModbusUnits;
import io.rackproof.simulator.modbus.RegisterMap;
import io.rackproof.simulator.modbus.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Modbus slave with the registers of an OpenBMC register map. Which words stand in them is the
 * caller's or a seed's choice; {@link #words()} tells them.
 */
public final class RackmonReplay {

  private final RackmonFile map;
  private final int unit;
  private final SortedMap<Integer, Integer> words;

  private RackmonReplay(RackmonFile map, int unit, Map<Integer, Integer> words) {
    this.map = map;
    this.unit = unit;
    this.words = new TreeMap<>(words);
  }

  /**
   * A map with seeded words.
   *
   * @param unit id; empty for the first of the map's address ranges
   * @throws InvalidDocumentException with every mistake of the map
   */
  public static RackmonReplay seeded(Path map, long seed, OptionalInt unit)
      throws InvalidDocumentException {
    RackmonFile file = RackmonFile.read(map);
    return new RackmonReplay(file, unit.orElse(file.firstUnit()), RawWords.seeded(file, seed));
  }

  /**
   * The same with words of a file over the seeded ones.
   *
   * @param values addresses to words, {@code 0x9000: [2150, 301]}
   * @throws InvalidDocumentException with every mistake of the file
   */
  public RackmonReplay with(Path values) throws InvalidDocumentException {
    TreeMap<Integer, Integer> changed = new TreeMap<>(words);
    RawWords.overlay(values, changed);
    return new RackmonReplay(map, unit, changed);
  }

  /** The map. */
  public RackmonFile map() {
    return map;
  }

  public int unit() {
    return unit;
  }

  /** Every word, 0 to 0xFFFF, by its address. */
  public SortedMap<Integer, Integer> words() {
    return Collections.unmodifiableSortedMap(words);
  }

  /**
   * Serves until closed; {@link ModbusSlave#place} tells where.
   *
   * @param port 0 for a free one; without a meaning on a pseudo-terminal
   * @throws IOException when the port is taken
   */
  public ModbusSlave serve(Transport transport, int port) throws IOException {
    return ModbusSlave.serve(units(), transport, port);
  }

  private ModbusUnits units() {
    RegisterMap.Builder registers = new RegisterMap.Builder();
    words.forEach((address, word) -> registers.words(address, word));
    return new ModbusUnits(Map.of(unit, new ModbusUnits.Unit(registers.build())), () -> 0);
  }
}
