package io.rackproof.collector.score.signal;

import io.rackproof.wire.Instrument;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The errors that a member is evaluated with. Sources that are kept apart have their signed share
 * of the error of each value; those of all others are known as one variance. With each go two
 * planes: the error that stays with an instrument, and that of its resolution. Series that share an
 * error are one source that is kept apart: what stays with them adds up with its sign, their
 * resolutions do not. Equal when they keep the same sources apart.
 */
public final class Sources {

  /** Planes of what is not kept apart: a variance of what stays, and one of resolution. */
  static final int VARIANCES = 2;

  private static final double RECTANGULAR = Math.sqrt(3);
  private static final double STEP = Math.sqrt(12);

  private final IntFunction<Instrument> instruments;
  private final IntUnaryOperator groups;
  private final IntPredicate shared;
  private final int[] apart;
  private final @Nullable Instrument signal;

  /**
   * @param instruments what is known of each series, by its number
   * @param groups of each series, by its number, that of the first that shares its error: its own
   *     when no other does
   * @param shared whether a series is of a group that shares one error
   * @param apart numbers of the first series of groups, ascending
   */
  Sources(
      IntFunction<Instrument> instruments,
      IntUnaryOperator groups,
      IntPredicate shared,
      int[] apart) {
    this(instruments, groups, shared, apart, null);
  }

  private Sources(
      IntFunction<Instrument> instruments,
      IntUnaryOperator groups,
      IntPredicate shared,
      int[] apart,
      @Nullable Instrument signal) {
    this.instruments = instruments;
    this.groups = groups;
    this.shared = shared;
    this.apart = apart.clone();
    this.signal = signal;
  }

  /** One instrument that shows the signal itself, whatever it is computed from. */
  public static Sources ofSignal(Instrument instrument, boolean apart) {
    return new Sources(
        series -> instrument,
        series -> series,
        series -> false,
        apart ? new int[] {0} : new int[0],
        instrument);
  }

  /** The instrument that shows the signal itself; null where the series have their own. */
  @Nullable Instrument signal() {
    return signal;
  }

  Instrument instrument(int series) {
    return instruments.apply(series);
  }

  /** How many are kept apart. */
  public int count() {
    return apart.length;
  }

  /** Which error that is, the same in all members that have it; negative for nobody else's. */
  public int name(int place) {
    return signal == null ? apart[place] : -1;
  }

  int planes() {
    return VARIANCES + 2 * apart.length;
  }

  /** Whether a series shares its error with others, but not its resolution. */
  boolean isShared(int series) {
    return shared.test(series);
  }

  /** The place of a series among those that are kept apart, or a negative number. */
  int place(int series) {
    return Arrays.binarySearch(apart, groups.applyAsInt(series));
  }

  /**
   * The standard uncertainty of what stays with an instrument. A maker's limits are those of a
   * rectangular distribution (JCGM 100:2008, 4.3.7): a/√3.
   */
  public static double bias(Instrument instrument, double value) {
    return (instrument.reading() * Math.abs(value) + instrument.absolute()) / RECTANGULAR;
  }

  /** The standard uncertainty of one step between readings (JCGM 100:2008, F.2.2.1): δx/√12. */
  public static double resolution(Instrument instrument) {
    return instrument.resolution() / STEP;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sources sources
        && Arrays.equals(apart, sources.apart)
        && Objects.equals(signal, sources.signal);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(apart);
  }
}
