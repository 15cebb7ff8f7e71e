package io.rackproof.agent.spool;

import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process of its own that puts batches for ever and prints the number of each once it is stored:
 * started and killed by {@link SpoolCrashTest}. Its second argument ends it after so many puts.
 */
final class PuttingProcess {

  private PuttingProcess() {}

  public static void main(String[] arguments) throws Exception {
    int puts = Integer.parseInt(arguments[1]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    try (SqliteSpool spool =
        SqliteSpool.open(SpoolConfig.in(Path.of(arguments[0])), Clock.systemUTC())) {
      for (int i = 0; i < puts; i++) {
        long before = spool.position().lastSequence();
        spool.put(samples(i));
        long after = spool.position().lastSequence();
        out.println(after > before ? after : "refused");
      }
      Spool.Status status = spool.status();
      out.println("lost " + status.lostBatches() + " " + status.lostSamples());
    }
  }

  private static List<Sample> samples(int i) {
    List<Sample> samples = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      Series series = Series.of("s", Map.of("n", String.valueOf((i + n) % 500)));
      samples.add(Sample.good(series, 1_000L * (i + 1) + n, n));
    }
    return samples;
  }
}
