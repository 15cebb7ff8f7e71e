package io.rackproof.collector;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far long work has come, told on one line of a terminal; nothing on anything else. */
final class Progress {

  private static final long BETWEEN_NANOS = 500_000_000L;

  private static final int DONE_PERCENT = 99;

  private final PrintWriter terminal;
  private final boolean shown;
  private final LongSupplier ticker;
  private long told;
  private boolean open;

  /**
   * @param shown whether somebody watches
   * @param ticker monotonic, in nanoseconds
   */
  Progress(PrintWriter terminal, boolean shown, LongSupplier ticker) {
    this.terminal = terminal;
    this.shown = shown;
    this.ticker = ticker;
    this.told = ticker.getAsLong();
  }

  /** Whether the program runs at a terminal. */
  @SuppressWarnings("SystemConsoleNull") // what newer versions give instead is asked below
  static boolean isWatched() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console without a terminal, and a method that tells it.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Tells how many samples of how many are done. */
  void samples(long done, long all) {
    millions("million samples", done, all);
  }

  /** Tells how many bytes of how many are done. */
  void bytes(long done, long all) {
    millions("MB", done, all);
  }

  /** Tells how much of a campaign the collector has judged again, as a number from 0 to 1. */
  void share(String judged) {
    if (shown) {
      try {
        open = true;
        int percent = (int) (100 * Double.parseDouble(judged));
        terminal.printf(Locale.ROOT, "\rjudged again from its stored samples: %d %% ", percent);
        terminal.flush();
        if (percent >= DONE_PERCENT) {
          end();
        }
      } catch (NumberFormatException e) {
        // A later collector may tell more; there is nothing to show of it.
      }
    }
  }

  private void millions(String unit, long done, long all) {
    long now = ticker.getAsLong();
    if (shown && now - told >= BETWEEN_NANOS) {
      told = now;
      open = true;
      terminal.printf(
          Locale.ROOT,
          "\r%.1f of %.1f %s (%d %%) ",
          done / 1e6,
          all / 1e6,
          unit,
          all == 0 ? 100 : 100 * done / all);
      terminal.flush();
    }
  }

  /** Leaves the line. */
  void end() {
    if (open) {
      terminal.print("\r\u001B[K");
      terminal.flush();
      open = false;
    }
  }
}
