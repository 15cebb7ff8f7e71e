package io.rackproof.doctor;

import java.io.PrintWriter;
import java.util.Locale;

/** What was found, told at once: one line each, and one more with what to do. */
public final class Findings {

  private final PrintWriter out;
  private int warnings;
  private int faults;

  public Findings(PrintWriter out) {
    this.out = out;
  }

  /** As it should be. */
  public void good(String about, String what) {
    tell("ok", about, what);
  }

  /** It works, and may not for long or not in every case. */
  public void warn(String about, String what, String mend) {
    warnings++;
    tell("WARN", about, what);
    tell("", "", "→ " + mend);
  }

  /** It does not work. */
  public void wrong(String about, String what, String mend) {
    faults++;
    tell("WRONG", about, what);
    tell("", "", "→ " + mend);
  }

  private void tell(String level, String about, String what) {
    out.printf(Locale.ROOT, "%-5s  %-11s  %s%n", level, about, what);
    out.flush();
  }

  /**
   * Tells how many.
   *
   * @return whether nothing is wrong
   */
  public boolean conclude() {
    out.println(
        faults == 0 && warnings == 0
            ? "All is well."
            : faults + " wrong, " + warnings + (warnings == 1 ? " warning." : " warnings."));
    out.flush();
    return faults == 0;
  }
}
