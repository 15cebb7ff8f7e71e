package io.rackproof.simulator.replay;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Raw words for the registers of a map, by address. */
final class RawWords {

  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-.";

  private RawWords() {}

  /**
   * Words that make sense for each format: printable strings (the last characters may be zero),
   * small integers, numbers over the whole range with negative ones where the map allows them, and
   * mixed flags. Where registers overlap, the first in the file counts.
   */
  static Map<Integer, Integer> seeded(RackmonFile map, long seed) {
    Random random = new Random(seed);
    Map<Integer, Integer> words = new TreeMap<>();
    for (RackmonFile.Register register : map.registers()) {
      int[] raw = raw(register, random);
      for (int i = 0; i < raw.length; i++) {
        words.putIfAbsent(register.begin() + i, raw[i]);
      }
    }
    return words;
  }

  private static int[] raw(RackmonFile.Register register, Random random) {
    int[] words = new int[register.length()];
    switch (register.format()) {
      case "STRING" -> text(words, random);
      case "INTEGER" -> {
        // Small, so that the high word of a long one is seldom used and an order mistake shows.
        words[words.length - 1] = random.nextInt(10_000);
        if (words.length > 1) {
          words[words.length - 2] = random.nextInt(20);
        }
      }
      default -> {
        for (int i = 0; i < words.length; i++) {
          words[i] = random.nextInt(0x1_0000);
        }
        if (register.format().equals("FLOAT") && !register.signed()) {
          words[0] &= 0x7FFF;
        }
      }
    }
    return words;
  }

  private static void text(int[] words, Random random) {
    int most = 2 * words.length;
    int length = most - random.nextInt(Math.min(most, 4));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      words[i / 2] |= bytes[i] << (i % 2 == 0 ? 8 : 0);
    }
  }

  /**
   * Puts words of a file over others: a mapping of first addresses to a word or a list of words,
   * decimal or {@code 0x…}.
   *
   * @throws InvalidDocumentException with every mistake, an address outside of the map included
   */
  static void overlay(Path file, Map<Integer, Integer> words) throws InvalidDocumentException {
    Problems problems = new Problems();
    YamlMap root = YamlFile.read(file, problems);
    for (String key : root.keys()) {
      YamlValue value = root.require(key);
      int address;
      try {
        address = Integer.decode(key);
      } catch (NumberFormatException e) {
        value.report("the key is an address such as 0x9000");
        continue;
      }
      List<YamlValue> list = value.list();
      for (int i = 0; i < list.size(); i++) {
        int word = (int) list.get(i).integer(0, 0xFFFF);
        if (words.replace(address + i, word) == null) {
          list.get(i).report("the map has no register 0x" + Integer.toHexString(address + i));
        }
      }
    }
    problems.throwIfAny();
  }
}
