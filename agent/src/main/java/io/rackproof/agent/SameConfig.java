package io.rackproof.agent;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether two configurations say the same. Unlike {@link Object#equals}, patterns are the same when
 * they are written alike, and classes of ours without an {@code equals} are compared by what they
 * hold. In doubt it says no: then a device is only opened anew.
 */
final class SameConfig {

  private static final String OURS = "io.rackproof.";

  private SameConfig() {}

  static boolean of(@Nullable Object one, @Nullable Object other) {
    if (one == other) {
      return true;
    }
    if (one == null || other == null) {
      return false;
    }
    if (one instanceof Collection<?> items && other instanceof Collection<?> others) {
      return items.size() == others.size() && ofItems(items, others);
    }
    if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> otherMap) {
      return map.size() == otherMap.size()
          && map.entrySet().stream()
              .allMatch(
                  e ->
                      otherMap.containsKey(e.getKey())
                          && of(e.getValue(), otherMap.get(e.getKey())));
    }
    if (one instanceof Optional<?> holder && other instanceof Optional<?> otherHolder) {
      return of(holder.orElse(null), otherHolder.orElse(null));
    }
    if (!one.getClass().equals(other.getClass())) {
      return false;
    }
    if (one instanceof Pattern pattern && other instanceof Pattern otherPattern) {
      return pattern.pattern().equals(otherPattern.pattern())
          && pattern.flags() == otherPattern.flags();
    }
    boolean ours = one.getClass().getName().startsWith(OURS) && !(one instanceof Enum);
    return ours ? ofFields(one, other) : Objects.equals(one, other);
  }

  private static boolean ofItems(Collection<?> items, Collection<?> others) {
    if (!(items instanceof java.util.List) || !(others instanceof java.util.List)) {
      // Sets have no order to walk by.
      return new HashSet<>(items).equals(new HashSet<>(others));
    }
    Iterator<?> each = others.iterator();
    return items.stream().allMatch(item -> of(item, each.next()));
  }

  private static boolean ofFields(Object one, Object other) {
    try {
      for (Class<?> type = one.getClass(); type != null; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers())) {
            continue;
          }
          field.setAccessible(true);
          if (!of(field.get(one), field.get(other))) {
            return false;
          }
        }
      }
      return true;
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      return one.equals(other);
    }
  }
}
