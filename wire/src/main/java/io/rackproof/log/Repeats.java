package io.rackproof.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Holds back what is told again and again, so that one fault does not fill the log. */
final class Repeats {

  /** So often the same is told in a {@link #SPAN_MILLIS}. */
  static final int MOST = 5;

  static final long SPAN_MILLIS = 60_000;

  /** So many texts are remembered; the one that was told longest ago goes first. */
  private static final int REMEMBERED = 200;

  private final Map<String, Told> told =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
          return size() > REMEMBERED;
        }
      };

  private static final class Told {
    private long since;
    private int times;
    private long held;
  }

  /**
   * Whether a text may be told now.
   *
   * @return how many like it were held back since it was told last; empty to hold it back too
   */
  synchronized OptionalLong admit(String text, long nowMillis) {
    Told entry = told.computeIfAbsent(text, t -> new Told());
    long age = nowMillis - entry.since;
    if (entry.times == 0 || age < 0 || age > SPAN_MILLIS) {
      long held = entry.held;
      entry.since = nowMillis;
      entry.times = 1;
      entry.held = 0;
      return OptionalLong.of(held);
    }
    if (entry.times < MOST) {
      entry.times++;
      return OptionalLong.of(0);
    }
    entry.held++;
    return OptionalLong.empty();
  }
}
