package io.rackproof.collector.openid;

import io.rackproof.collector.access.Role;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which values of a claim make which role.
 *
 * @param claim its name; of one within another, {@code realm_access.roles}
 * @param values by the role that they make
 */
public record RoleClaim(String claim, Map<Role, List<String>> values) {

  public RoleClaim {
    values = Map.copyOf(values);
  }

  /** The greatest role that a person has by the claim. */
  Optional<Role> role(Map<String, Object> claims) {
    List<String> held = held(claims);
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().stream().anyMatch(held::contains))
        .map(Map.Entry::getKey)
        .max(Comparator.naturalOrder());
  }

  boolean isIn(Map<String, Object> claims) {
    return find(claims, claim).isPresent();
  }

  /** What the claim holds: one text, a list of them, or the keys of a map. */
  List<String> held(Map<String, Object> claims) {
    Object value = find(claims, claim).orElse(List.of());
    Collection<?> all =
        value instanceof Collection<?> list
            ? list
            : value instanceof Map<?, ?> map ? map.keySet() : List.of(value);
    return all.stream().map(String::valueOf).toList();
  }

  /** Names may have dots of their own, such as those that are addresses. */
  private static Optional<Object> find(Map<?, ?> claims, String name) {
    Optional<Object> whole = Optional.ofNullable(claims.get(name));
    for (int dot = name.indexOf('.');
        whole.isEmpty() && dot > 0;
        dot = name.indexOf('.', dot + 1)) {
      if (claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner) {
        whole = find(inner, name.substring(dot + 1));
      }
    }
    return whole;
  }
}
