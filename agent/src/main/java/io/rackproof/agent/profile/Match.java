package io.rackproof.agent.profile;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How a device of the model is recognised: the key {@code match} of a profile. All that is given
 * must fit, or all of one of the alternatives.
 *
 * @param objectIds one of which sysObjectID begins with; empty when it says nothing
 * @param description found in sysDescr
 * @param identification found in what a Modbus unit says of itself
 * @param text that a Modbus unit has in its registers
 * @param units that the model may have; empty for all
 * @param alternatives of which one may fit instead; only of what is read over SNMP
 */
public record Match(
    List<String> objectIds,
    Optional<Pattern> description,
    Optional<Pattern> identification,
    Optional<RegisterText> text,
    List<Units> units,
    List<Match> alternatives) {

  /** Recognises nothing. */
  public static final Match NONE =
      new Match(
          List.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());

  private static final Pattern RANGE = Pattern.compile("(\\d{1,3})(?:\\s*\\.\\.\\s*(\\d{1,3}))?");

  /** A text in holding registers. */
  public record RegisterText(int address, int length, Pattern pattern) {}

  /** Unit ids from low to high, both inclusive. */
  public record Units(int low, int high) {
    public boolean contains(int unit) {
      return unit >= low && unit <= high;
    }
  }

  public Match {
    objectIds = List.copyOf(objectIds);
    units = List.copyOf(units);
    alternatives = List.copyOf(alternatives);
  }

  static Match read(YamlValue value, String protocol) {
    boolean snmp = protocol.equals("snmp");
    if (!snmp && !protocol.equals("modbus")) {
      value.report("only what is read over modbus or snmp can be recognised");
      return NONE;
    }
    if (snmp && !value.isMap()) {
      List<Match> all = value.list().stream().map(each -> one(each, true)).toList();
      return all.isEmpty() ? NONE : all.get(0).or(all.subList(1, all.size()));
    }
    return one(value, snmp);
  }

  private Match or(List<Match> others) {
    return new Match(objectIds, description, identification, text, units, others);
  }

  private static Match one(YamlValue value, boolean snmp) {
    YamlMap map =
        snmp
            ? value.map().allow("object-id", "description")
            : value.map().allow("identification", "text", "units");
    if (value.isMap() && map.keys().isEmpty()) {
      map.report("says nothing: leave it out");
    }
    List<String> ids = new ArrayList<>();
    map.get("object-id").ifPresent(list -> list.list().forEach(id -> ids.add(objectId(id))));
    List<Units> units = new ArrayList<>();
    map.get("units").ifPresent(list -> list.list().forEach(range -> units.add(units(range))));
    return new Match(
        ids,
        map.get("description").flatMap(Match::pattern),
        map.get("identification").flatMap(Match::pattern),
        map.get("text").flatMap(Match::text),
        units,
        List.of());
  }

  private static String objectId(YamlValue value) {
    String id = value.nonEmpty();
    if (!id.matches("\\d+(\\.\\d+)+")) {
      value.report("expected an object identifier such as 1.3.6.1.4.1.318.1.3.4, not '" + id + "'");
    }
    return id;
  }

  private static Units units(YamlValue value) {
    Matcher range = RANGE.matcher(value.text());
    if (!range.matches()) {
      value.report("expected a unit or units such as 12 or 144 .. 149, not '" + value.text() + "'");
      return new Units(0, 255);
    }
    int low = Integer.parseInt(range.group(1));
    return new Units(low, range.group(2) == null ? low : Integer.parseInt(range.group(2)));
  }

  private static Optional<RegisterText> text(YamlValue value) {
    YamlMap map = value.map().allow("address", "length", "pattern");
    int address = (int) map.require("address").integer(0, 65_535);
    int length = (int) map.require("length").integer(1, ModbusConfig.MAX_REGISTERS);
    return pattern(map.require("pattern")).map(p -> new RegisterText(address, length, p));
  }

  private static Optional<Pattern> pattern(YamlValue value) {
    return Optional.ofNullable(
        value.parsed(
            text -> {
              try {
                return Pattern.compile(text);
              } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                    "not a regular expression: "
                        + e.getDescription()
                        + " at character "
                        + (e.getIndex() + 1),
                    e);
              }
            }));
  }

  /**
   * How well an SNMP device fits: the parts of the object identifier that it shares and more for
   * its description; 0 when it does not fit.
   */
  public int fit(String objectId, String sysDescription) {
    int best = ownFit(objectId, sysDescription);
    for (Match other : alternatives) {
      best = Math.max(best, other.ownFit(objectId, sysDescription));
    }
    return best;
  }

  /** The profile that an SNMP device fits best; empty when it fits none. */
  public static Optional<Profile> best(
      Collection<Profile> profiles, String objectId, String sysDescription) {
    return profiles.stream()
        .filter(p -> p.protocol() instanceof Profile.Snmp)
        .filter(p -> p.match().fit(objectId, sysDescription) > 0)
        .max(Comparator.comparingInt(p -> p.match().fit(objectId, sysDescription)));
  }

  private int ownFit(String objectId, String sysDescription) {
    if (objectIds.isEmpty() && description.isEmpty()) {
      return 0;
    }
    int shared = 0;
    for (String id : objectIds) {
      if (objectId.equals(id) || objectId.startsWith(id + ".")) {
        shared = Math.max(shared, id.split("\\.", -1).length);
      }
    }
    if (!objectIds.isEmpty() && shared == 0) {
      return 0;
    }
    if (description.isPresent()) {
      return description.get().matcher(sysDescription).find() ? shared + 5 : 0;
    }
    return shared;
  }

  /** Whether a Modbus unit with this id may be of the model. */
  public boolean mayBe(int unit) {
    return (identification.isPresent() || text.isPresent())
        && (units.isEmpty() || units.stream().anyMatch(range -> range.contains(unit)));
  }
}
