package io.rackproof.wire;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one series, sorted by name: one array and a hash that is computed once, where a
 * tree takes 40 bytes a label. A fleet has the same few names and values a hundred thousand times,
 * so their strings are shared. Immutable.
 */
@SuppressWarnings("JdkObsolete") // what Series has always handed out
final class Labels extends AbstractMap<String, String> implements SortedMap<String, String> {

  /** Name, value, name, value, …, sorted by name. */
  private final String[] texts;

  private final int hash;
  private final int spread;

  private Labels(String[] texts) {
    this.texts = texts;
    this.hash = super.hashCode();
    int mixed = 0;
    for (String text : texts) {
      mixed = Spread.of(mixed, text.hashCode());
    }
    this.spread = mixed;
  }

  /** A hash that is not bound to what maps have. */
  int spread() {
    return spread;
  }

  /** Labels without those whose value is empty. */
  static Labels of(SortedMap<String, String> labels) {
    if (labels instanceof Labels same) {
      return same;
    }
    String[] texts = new String[2 * labels.size()];
    int size = 0;
    // The order is that of String, whatever the map was sorted by.
    for (Map.Entry<String, String> label : new TreeMap<>((Map<String, String>) labels).entrySet()) {
      if (!label.getValue().isEmpty()) {
        texts[size++] = label.getKey().intern();
        texts[size++] = label.getValue().intern();
      }
    }
    return new Labels(Arrays.copyOf(texts, size));
  }

  /** The place of a name, or the place where it would stand, less than 0. */
  private int find(@Nullable Object name) {
    if (!(name instanceof String wanted)) {
      return -1;
    }
    for (int i = 0; i < texts.length; i += 2) {
      int order = texts[i].compareTo(wanted);
      if (order >= 0) {
        return order == 0 ? i : -1 - i;
      }
    }
    return -1 - texts.length;
  }

  @Override
  public @Nullable String get(@Nullable Object name) {
    int at = find(name);
    return at < 0 ? null : texts[at + 1];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return find(name) >= 0;
  }

  @Override
  public int size() {
    return texts.length / 2;
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return texts.length / 2;
      }

      @Override
      public Iterator<Entry<String, String>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Entry<String, String>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < texts.length;
    }

    @Override
    public Entry<String, String> next() {
      if (next >= texts.length) {
        throw new NoSuchElementException();
      }
      next += 2;
      return Map.entry(texts[next - 2], texts[next - 1]);
    }
  }

  /** That of names: their own. */
  @Override
  public @Nullable Comparator<? super String> comparator() {
    return null;
  }

  @Override
  public SortedMap<String, String> subMap(String from, String to) {
    return between(place(from), Math.max(place(from), place(to)));
  }

  @Override
  public SortedMap<String, String> headMap(String to) {
    return between(0, place(to));
  }

  @Override
  public SortedMap<String, String> tailMap(String from) {
    return between(place(from), texts.length);
  }

  private int place(String name) {
    int at = find(name);
    return at < 0 ? -1 - at : at;
  }

  private Labels between(int from, int to) {
    return new Labels(Arrays.copyOfRange(texts, from, to));
  }

  @Override
  public String firstKey() {
    if (texts.length == 0) {
      throw new NoSuchElementException();
    }
    return texts[0];
  }

  @Override
  public String lastKey() {
    if (texts.length == 0) {
      throw new NoSuchElementException();
    }
    return texts[texts.length - 2];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (other instanceof Labels labels) {
      return hash == labels.hash && Arrays.equals(texts, labels.texts);
    }
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
