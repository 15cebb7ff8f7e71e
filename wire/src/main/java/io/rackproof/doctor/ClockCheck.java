package io.rackproof.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether something keeps this machine's clock right. Samples carry the time of the machine that
 * read them, and beyond the plan's {@code clock-skew} nothing can be judged.
 */
public final class ClockCheck {

  private static final long SECONDS = 5;

  private final Path run;
  private final List<List<String>> programs;

  /** Asks timedatectl and chronyc, and looks at what systemd-timesyncd notes. */
  public ClockCheck() {
    this(
        Path.of("/run/systemd/timesync/synchronized"),
        List.of(
            List.of("timedatectl", "show", "--property=NTPSynchronized", "--value"),
            List.of("chronyc", "-n", "tracking")));
  }

  ClockCheck(Path run, List<List<String>> programs) {
    this.run = run;
    this.programs = programs;
  }

  /** Tells what was found. */
  public void run(Findings findings) throws InterruptedException {
    boolean denied = false;
    for (List<String> program : programs) {
      Optional<Boolean> said = ask(program);
      if (said.isPresent() && said.get()) {
        findings.good("clock", "synchronised, says " + program.get(0));
        return;
      }
      denied |= said.isPresent();
    }
    if (Files.exists(run)) {
      findings.good("clock", "synchronised, says systemd-timesyncd");
    } else if (denied) {
      findings.wrong(
          "clock",
          "nothing keeps this machine's clock right",
          "install chrony, or 'timedatectl set-ntp true'; a clock that is off makes verdicts"
              + " INCONCLUSIVE");
    } else {
      findings.warn(
          "clock",
          "nothing here can tell whether this machine's clock is kept right",
          "see to it that chrony or another NTP client runs on this machine, or on its host");
    }
  }

  /** Empty when the program is not there or does not know. */
  private static Optional<Boolean> ask(List<String> program) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(program).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        return Optional.empty();
      }
      if (said.equals("yes") || said.matches("(?s).*Leap status\\s*: Normal.*")) {
        return Optional.of(true);
      }
      return said.equals("no") || said.contains("Not synchronised")
          ? Optional.of(false)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
