package io.rackproof.wire;

/**
 * How far the value of a {@link Sample} can be trusted. Only {@link #GOOD} samples are judged; the
 * others end the hold of the sample before and hold nothing.
 */
public enum Quality {
  /** Read from the device, decoded, inside the point's plausible range. */
  GOOD(0),
  /** The device answered with a value that it marks as old. */
  STALE(1),
  /** Decoded, but outside the point's plausible range. */
  OUT_OF_RANGE(2),
  /** No value: the device was off, late, or answered garbage or an exception. The value is NaN. */
  NOT_AVAILABLE(3),
  /** The first value of a counter after it restarted. */
  COUNTER_RESET(4),
  /** The agent's clock was not synchronised when it stamped this sample. */
  CLOCK_UNSURE(5);

  private static final Quality[] BY_CODE = values();

  /** The highest code that this version knows; codes begin at 0 and leave none out. */
  public static final int HIGHEST_CODE = BY_CODE.length - 1;

  private final int code;

  Quality(int code) {
    this.code = code;
  }

  /** The number that stands for this quality on the wire and in files; never re-used. */
  public int code() {
    return code;
  }

  /** True for {@link #GOOD} alone. */
  public boolean isGood() {
    return this == GOOD;
  }

  /** The name used in files, JSON and exports: lower case with hyphens, {@code not-available}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * The quality with this label, also with underscores or capitals, or with this code as a text.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static Quality parse(String text) {
    String wanted = text.strip().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    for (Quality quality : BY_CODE) {
      if (quality.label().equals(wanted) || wanted.equals(Integer.toString(quality.code))) {
        return quality;
      }
    }
    throw new IllegalArgumentException("unknown quality '" + text + "'");
  }

  /**
   * The quality with this code.
   *
   * @throws IllegalArgumentException for a code that this version does not know
   */
  public static Quality ofCode(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("unknown quality code " + code);
    }
    return BY_CODE[code];
  }
}
