package io.rackproof.simulator.replay;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problem;
import io.rackproof.document.Problems;
import io.rackproof.simulator.snmp.ObjectTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

/**
 * Recordings in the format of snmpsim, one object a line: {@code OID|type|value}. Types are 2
 * INTEGER, 4 octets, 4x octets in hexadecimal, 5 NULL, 6 OID, 64 IpAddress, 65 Counter32, 66
 * Gauge32, 67 TimeTicks, 68 Opaque (in hexadecimal), 70 Counter64. Any order; empty lines and those
 * that start with {@code #} are left out.
 */
public final class SnmprecFile {

  private static final String TYPES = "2, 4, 4x, 5, 6, 64, 65, 66, 67, 68, 70";

  private SnmprecFile() {}

  /**
   * Reads a recording.
   *
   * @throws InvalidDocumentException with every bad line
   */
  public static ObjectTree read(Path file) throws InvalidDocumentException {
    List<String> lines = lines(file);
    Problems problems = new Problems();
    ObjectTree.Builder objects = new ObjectTree.Builder();
    Set<OID> seen = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        String[] fields = line.split("\\|", 3);
        if (fields.length != 3) {
          throw new IllegalArgumentException("expected OID|type|value, not '" + line + "'");
        }
        OID oid = oid(fields[0]);
        if (!seen.add(oid)) {
          throw new IllegalArgumentException(fields[0] + " stands on an earlier line already");
        }
        Variable value = value(fields[1], fields[2]);
        objects.constant(oid.toDottedString(), value);
      } catch (IllegalArgumentException e) {
        problems.add(new Problem(file.toString(), i + 1, 1, "", String.valueOf(e.getMessage())));
      }
    }
    problems.throwIfAny();
    return objects.build();
  }

  private static List<String> lines(Path file) throws InvalidDocumentException {
    try {
      // Recordings hold whatever octets a device sent; Latin-1 keeps each of them.
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw refuse(file, "there is no such file");
    } catch (IOException e) {
      throw refuse(file, "cannot be read: " + e.getMessage());
    }
  }

  private static InvalidDocumentException refuse(Path file, String message) {
    return new InvalidDocumentException(List.of(new Problem(file.toString(), 0, 0, "", message)));
  }

  private static OID oid(String text) {
    try {
      OID oid = new OID(text.strip());
      if (oid.size() > 0) {
        return oid;
      }
    } catch (RuntimeException e) {
      // said below
    }
    throw new IllegalArgumentException("'" + text + "' is no object identifier");
  }

  private static Variable value(String type, String text) {
    try {
      return switch (type) {
        case "2" -> new Integer32(Integer.parseInt(text.strip()));
        case "4" -> new OctetString(text.getBytes(StandardCharsets.ISO_8859_1));
        case "4x" -> new OctetString(hex(text));
        case "5" -> new Null();
        case "6" -> text.isBlank() ? new OID("0.0") : oid(text);
        case "64" -> new IpAddress(ip(text.strip()));
        case "65" -> new Counter32(Long.parseLong(text.strip()));
        case "66" -> new Gauge32(Long.parseLong(text.strip()));
        case "67" -> new TimeTicks(Long.parseLong(text.strip()));
        case "68" -> new org.snmp4j.smi.Opaque(hex(text));
        case "70" -> new Counter64(Long.parseUnsignedLong(text.strip()));
        default ->
            throw new IllegalArgumentException("unknown type '" + type + "'; types are " + TYPES);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("type " + type + " wants a number, not '" + text + "'", e);
    }
  }

  private static byte[] ip(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("'" + text + "' is no IPv4 address");
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return bytes;
  }

  private static byte[] hex(String text) {
    String digits = text.strip().replace(" ", "");
    if (!digits.matches("(?:[0-9A-Fa-f]{2})*")) {
      throw new IllegalArgumentException("'" + text + "' is not pairs of hexadecimal digits");
    }
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }
}
