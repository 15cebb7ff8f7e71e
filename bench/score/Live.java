import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Campaigns judged while samples arrive: {@code Live PLAN DIR RACKS POINTS SECONDS PERIOD}. Each
 * second of the campaigns' time every rack delivers one batch with a sample of each point; every
 * PERIOD seconds all campaigns are judged. Time is not waited for: what is told is the CPU time of
 * the judging thread for each second of the campaigns. Every instrument has an accuracy, so that
 * every verdict has an uncertainty.
 */
final class Live {

  private static final long START = 1_795_514_400_000L;

  private record Kind(String metric, String role, double base) {}

  /** The ten metrics of the plan, with a value that passes. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("pdu_phase_current_amperes", "pdu", 20),
          new Kind("psu_output_power_watts", "power-shelf", 3000),
          new Kind("psu_fan_speed_rpm", "power-shelf", 9000),
          new Kind("cdu_supply_temperature_celsius", "cdu", 30),
          new Kind("cdu_coolant_flow_liters_per_minute", "cdu", 100),
          new Kind("switch_transceiver_temperature_celsius", "switch", 45),
          new Kind("switch_transceiver_receive_power_watts", "switch", 0.001),
          new Kind("sensor_temperature_celsius", "other", 25),
          new Kind("pdu_input_power_watts", "pdu", 10_000),
          new Kind("switch_port_receive_errors_total", "switch", 0));

  /** A clock that is set. */
  private static final class Hand extends Clock {
    private long millis = START;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }

  private static final class Rack {
    final RackIdentity identity;
    final List<Series> series = new ArrayList<>();
    final SeriesTable table = new SeriesTable();
    long sequence;

    Rack(int number, int points) {
      identity = RackIdentity.of("rack-%03d".formatted(number));
      for (int p = 0; p < points; p++) {
        Kind kind = KINDS.get(p % KINDS.size());
        int place = p / KINDS.size();
        series.add(
            Series.of(
                kind.metric(),
                Map.of(
                    "rack", identity.id(),
                    "device", kind.role() + "-" + place / 10,
                    "role", kind.role(),
                    "channel", "c" + place % 10)));
      }
    }

    StoredBatch second(int second) {
      List<Sample> samples = new ArrayList<>();
      for (int p = 0; p < series.size(); p++) {
        double base = KINDS.get(p % KINDS.size()).base();
        long hash = (p * 1_000_003L + second) * 0x9E3779B97F4A7C15L;
        double noise = (hash >>> 40) / (double) (1 << 24) - 0.5;
        double value = base * (1 + 0.02 * Math.sin(second / 300.0 + p) + 0.02 * noise);
        long time = START + second * 1000L + p * 37 % 1000;
        double step = base < 1 ? 1e-6 : 0.1;
        samples.add(Sample.good(series.get(p), time, Math.rint(value / step) * step));
      }
      int before = table.size();
      byte[] encoded = BatchCodec.encode(new Batch(++sequence, samples), table);
      Map<Integer, Series> definitions = new HashMap<>();
      table
          .definitionsFrom(before)
          .forEach(d -> definitions.put(d.getId(), Series.of(d.getMetric(), d.getLabelsMap())));
      List<DatedInstrument> instruments = new ArrayList<>();
      if (sequence == 1) {
        for (Series one : series) {
          instruments.add(new DatedInstrument(one, START - 1, new Instrument(0.01, 0, 0, 0, false)));
        }
      }
      return new StoredBatch(
          identity,
          "bench",
          sequence,
          ByteString.copyFrom(encoded),
          samples,
          definitions,
          instruments);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path planFile = Path.of(arguments[0]);
    Path directory = Path.of(arguments[1]);
    int racks = Integer.parseInt(arguments[2]);
    int points = Integer.parseInt(arguments[3]);
    int seconds = Integer.parseInt(arguments[4]);
    int period = Integer.parseInt(arguments[5]);
    Files.createDirectories(directory);
    Hand clock = new Hand();
    Plan plan = Plan.read(planFile);
    try (SampleStore store =
            SampleStore.open(new StoreConfig(directory, Duration.ofMinutes(5)), clock);
        CampaignStore campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"))) {
      LiveCampaigns live = new LiveCampaigns(campaigns, store, clock);
      List<Rack> all = new ArrayList<>();
      for (int r = 0; r < racks; r++) {
        Rack rack = new Rack(r, points);
        all.add(rack);
        campaigns.start(rack.identity.id(), plan, START);
      }
      run(live, store, clock, all, seconds, period);
    }
  }

  private static void run(
      LiveCampaigns live, SampleStore store, Hand clock, List<Rack> racks, int seconds, int period)
      throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int part = Math.max(period, seconds / 6);
    long judging = 0;
    long longest = 0;
    long collecting = collectingMillis();
    long process = system.getProcessCpuTime();
    live.round();
    for (int second = 0; second < seconds; second++) {
      List<StoredBatch> batches = new ArrayList<>();
      for (Rack rack : racks) {
        batches.add(rack.second(second));
      }
      store.append(batches);
      clock.millis = START + (second + 1) * 1000L;
      long before = threads.getCurrentThreadCpuTime();
      for (StoredBatch batch : batches) {
        live.stored(batch.rack().id(), batch.sequence(), batch.samples());
      }
      if ((second + 1) % period == 0) {
        live.round();
      }
      long took = threads.getCurrentThreadCpuTime() - before;
      judging += took;
      longest = Math.max(longest, took);
      if ((second + 1) % part == 0) {
        System.gc();
        System.out.printf(
            Locale.ROOT,
            "to second %4d: judging %.3f of a core, longest second %.0f ms, collecting garbage"
                + " %.3f; heap %d MB; whole process with its made-up racks and its store %.2f%n",
            second + 1,
            judging / 1e9 / part,
            longest / 1e6,
            (collectingMillis() - collecting) / 1e3 / part,
            used() >> 20,
            (system.getProcessCpuTime() - process) / 1e9 / part);
        judging = 0;
        longest = 0;
        collecting = collectingMillis();
        process = system.getProcessCpuTime();
      }
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long collectingMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  private Live() {}
}
