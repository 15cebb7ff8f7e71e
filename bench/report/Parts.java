import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.StoreConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * How long what grows with the length of a campaign takes, of all that a report needs of the store
 * once its verdicts are kept: {@code Parts STORE SECONDS}, twice in one process; the first has the
 * SHA-256 of each file compared.
 */
final class Parts {

  private static final long START = 1_795_514_400_000L;
  private static final String RACK = "gen2-007";

  public static void main(String[] arguments) throws Exception {
    long end = START + Integer.parseInt(arguments[1]) * 1000L;
    try (SampleStore store =
        SampleStore.open(
            new StoreConfig(Path.of(arguments[0]), Duration.ofMinutes(5)), Clock.systemUTC())) {
      for (int pass = 1; pass <= 2; pass++) {
        long[] marks = new long[8];
        mark(marks, 0);
        long samples = store.counts(RACK, START, end).stream().mapToLong(c -> c.samples()).sum();
        mark(marks, 1);
        long air = 0;
        for (long at = START; at < end; at += 3_600_000) {
          air +=
              store
                  .read(
                      RACK,
                      s -> s.metric().equals("cdu_air_inlet_temperature_celsius"),
                      at,
                      Math.min(end, at + 3_600_000))
                  .stream()
                  .mapToLong(s -> s.size())
                  .sum();
        }
        mark(marks, 2);
        long rows = store.rows(RACK, START - 30_000, end);
        mark(marks, 3);
        System.out.printf(
            Locale.ROOT,
            "pass %d: %d samples counted in %s, %d of the air read in %s, %d rows in %s%n",
            pass,
            samples,
            took(marks, 1),
            air,
            took(marks, 2),
            rows,
            took(marks, 3));
      }
    }
  }

  private static void mark(long[] marks, int at) {
    marks[2 * at] = System.nanoTime();
    marks[2 * at + 1] =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
  }

  private static String took(long[] marks, int at) {
    return String.format(
        Locale.ROOT,
        "%.2f s (%.2f s of CPU)",
        (marks[2 * at] - marks[2 * at - 2]) / 1e9,
        (marks[2 * at + 1] - marks[2 * at - 1]) / 1e9);
  }

  private Parts() {}
}
