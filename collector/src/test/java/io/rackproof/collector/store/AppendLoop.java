package io.rackproof.collector.store;

import io.rackproof.collector.store.SampleStore.StoredBatch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that appends and seals until it is killed: {@code AppendLoop DIRECTORY EPOCH [STEP]};
 * with a step of sealing, it stops there as by a kill, at the second file. Prints {@code committed
 * N} after each append that returned. When one fails it prints {@code refused} and what it can
 * still read, waits for a byte on its input, and tries that one again.
 */
final class AppendLoop {

  static final int DEVICES = 50;

  /** Each look at it is a second later, so that there is always something to seal. */
  private static final class Ticking extends Clock {
    private long millis = SampleStoreContract.START;

    @Override
    public Instant instant() {
      millis += 1000;
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }
  }

  private AppendLoop() {}

  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    StoreConfig config =
        new StoreConfig(Path.of(args[0]), Duration.ofMillis(500), 0, Retention.NONE);
    String last = args.length > 2 ? args[2] : "";
    int[] seen = {0};
    ParquetSealer.Steps steps =
        step -> {
          if (step.name().equals(last) && ++seen[0] == 2) {
            out.flush();
            Runtime.getRuntime().halt(137); // no handler and no finally runs, as with SIGKILL
          }
        };
    BatchSource agent = new BatchSource(SampleStoreContract.RACK, args[1]);
    try (SampleStore store =
        SqliteParquetStore.open(config, new Ticking(), SampleStore.NOTHING_GOES, steps)) {
      long committed = 0;
      while (true) {
        List<StoredBatch> group = new ArrayList<>();
        for (long i = 1; i <= 1 + committed % 3; i++) {
          group.add(agent.second(DEVICES, SampleStoreContract.START + (committed + i) * 1000));
        }
        try {
          store.append(group);
        } catch (IOException e) {
          out.println("refused: " + e.getMessage());
          out.println("readable " + SampleStoreContract.dump(store, agent.rack.id()).size());
          out.println("acknowledged " + store.acknowledged(agent.rack.id(), agent.epoch));
          if (System.in.read() < 0) {
            return;
          }
          store.append(group);
          out.println("again " + (committed + group.size()));
          return;
        }
        committed += group.size();
        out.println("committed " + committed);
        if (committed % 5 == 0) {
          sealOrTell(store, out);
        }
      }
    }
  }

  private static void sealOrTell(SampleStore store, PrintStream out) {
    try {
      store.sealDue();
    } catch (IOException e) {
      out.println("not sealed: " + e.getMessage());
    }
  }
}
