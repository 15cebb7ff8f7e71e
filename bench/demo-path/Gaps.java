import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.SeriesSamples;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Counts what a store holds of a rack and every place where two successive samples of a series are
 * more than 1.5 s apart. Ends with status 1 when there is one.
 */
public final class Gaps {
  public static void main(String[] args) throws Exception {
    try (SampleStore store =
        SampleStore.open(
            new StoreConfig(Path.of(args[0]), StoreConfig.DEFAULT_SEAL_AFTER), Clock.systemUTC())) {
      List<SeriesSamples> all = store.read(args[1], series -> true, 0, Long.MAX_VALUE);
      long samples = 0;
      long notGood = 0;
      int gaps = 0;
      long first = Long.MAX_VALUE;
      long last = 0;
      for (SeriesSamples s : all) {
        samples += s.size();
        for (int i = 0; i < s.size(); i++) {
          notGood += s.isGood(i) ? 0 : 1;
          first = Math.min(first, s.timeMillis(i));
          last = Math.max(last, s.timeMillis(i));
          if (i > 0 && s.timeMillis(i) - s.timeMillis(i - 1) > 1_500) {
            gaps++;
            System.out.printf(
                "gap of %d ms in %s%n", s.timeMillis(i) - s.timeMillis(i - 1), s.series());
          }
        }
      }
      System.out.printf(
          "series %d, samples %d (%d not good), %.1f s, %.0f samples/s, gaps %d%n",
          all.size(), samples, notGood, (last - first) / 1e3, samples * 1e3 / (last - first), gaps);
      System.exit(gaps == 0 ? 0 : 1);
    }
  }
}
