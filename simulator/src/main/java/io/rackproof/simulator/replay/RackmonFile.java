package io.rackproof.simulator.replay;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A register map of OpenBMC's rackmon, as far as serving it needs.
 *
 * @param name of the device model
 * @param firstUnit the lowest Modbus unit id of the map's address ranges, 1 when it has none
 * @param registers in the order of the file
 */
public record RackmonFile(String name, int firstUnit, List<Register> registers) {

  /**
   * A register.
   *
   * @param begin address of its first word
   * @param length in words of 16 bits
   * @param format {@code INTEGER}, {@code FLOAT}, {@code STRING}, {@code FLAGS} or another word
   * @param signed whether the raw number may be negative
   * @param name of the quantity
   */
  public record Register(int begin, int length, String format, boolean signed, String name) {}

  public RackmonFile {
    registers = List.copyOf(registers);
  }

  /**
   * Reads a map. Keys that serving does not need are left to those who decode it.
   *
   * @throws InvalidDocumentException with every mistake
   */
  public static RackmonFile read(Path file) throws InvalidDocumentException {
    Problems problems = new Problems();
    YamlMap root = YamlFile.read(file, problems);
    String name = root.require("name").nonEmpty();
    int unit = 1;
    List<YamlValue> ranges = root.get("address_range").map(YamlValue::list).orElse(List.of());
    if (!ranges.isEmpty() && !ranges.get(0).list().isEmpty()) {
      unit = (int) ranges.get(0).list().get(0).integer(0, 255);
    }
    List<Register> registers = new ArrayList<>();
    for (YamlValue item : root.require("registers").list()) {
      YamlMap map = item.map();
      registers.add(
          new Register(
              (int) map.require("begin").integer(0, 0xFFFF),
              (int) map.require("length").integer(1, 125),
              map.get("format").map(YamlValue::nonEmpty).orElse("RAW"),
              map.get("sign").map(YamlValue::bool).orElse(false),
              map.require("name").text()));
    }
    problems.throwIfAny();
    return new RackmonFile(name, unit, registers);
  }
}
