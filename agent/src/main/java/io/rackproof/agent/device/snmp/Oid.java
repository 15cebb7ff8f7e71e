package io.rackproof.agent.device.snmp;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An object identifier in dotted decimal, without a leading dot: {@code 1.3.6.1.2.1.1.3.0}. At most
 * 128 arcs, each in the range [0, 2^32 - 1].
 */
public record Oid(String dotted) {

  private static final Pattern FORM = Pattern.compile("\\d{1,10}(\\.\\d{1,10})*");
  private static final int MOST_ARCS = 128;
  private static final long LARGEST_ARC = 0xFFFF_FFFFL;

  /** The time since the agent started, by which all that it counts goes. */
  static final Oid SYS_UP_TIME = new Oid("1.3.6.1.2.1.1.3.0");

  public Oid {
    if (dotted.startsWith(".")) {
      dotted = dotted.substring(1);
    }
    if (!FORM.matcher(dotted).matches()) {
      throw new IllegalArgumentException(
          "'" + dotted + "' is no object identifier: numbers and dots, such as 1.3.6.1.2.1.1.3.0");
    }
    String[] arcs = dotted.split("\\.", -1);
    if (arcs.length > MOST_ARCS) {
      throw new IllegalArgumentException("an object identifier has at most 128 numbers");
    }
    for (String arc : arcs) {
      if (Long.parseLong(arc) > LARGEST_ARC) {
        throw new IllegalArgumentException(arc + " is too large for an object identifier");
      }
    }
  }

  /** The identifier below this one. */
  public Oid child(String arcs) {
    return new Oid(dotted + "." + arcs);
  }

  /** The rest of an identifier below this one; empty when it is not below. */
  Optional<String> rest(String other) {
    return other.startsWith(dotted + ".")
        ? Optional.of(other.substring(dotted.length() + 1))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return dotted;
  }
}
