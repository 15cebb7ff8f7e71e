import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duckdb.DuckDBConnection;

/**
 * Writes recorded samples of one rack, 1 Hz: {@code Generate flat|series|store|rack OUT SERIES
 * SECONDS}. flat: one Parquet file in the order of time; series: one in the order of series; store:
 * the folder of a collector's store, files of at most a million samples; rack: a store that has in
 * each file also what else a rack tells, the temperature of the air at four inlets and, once a
 * minute, the firmware of 100 devices. Values are those of devices: steps of 0.1, a slow wave and
 * noise, made from a hash of series and second: the same each time.
 */
final class Generate {

  private static final long START = 1_795_514_400_000L;
  private static final String RACK = "gen2-007";

  public static void main(String[] arguments) throws Exception {
    String layout = arguments[0];
    Path out = Path.of(arguments[1]);
    int series = Integer.parseInt(arguments[2]);
    int seconds = Integer.parseInt(arguments[3]);
    Path scratch = Files.createTempDirectory(out.toAbsolutePath().getParent(), "generate-");
    Properties settings = new Properties();
    settings.setProperty("memory_limit", "2GB");
    settings.setProperty("threads", "2");
    settings.setProperty("temp_directory", scratch.toString());
    long began = System.nanoTime();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
        Statement sql = connection.createStatement()) {
      sql.execute(
          """
          CREATE TABLE series AS SELECT s::INTEGER AS series,
            ['pdu_phase_current_amperes', 'psu_output_power_watts', 'cdu_supply_temperature_celsius',
             'switch_transceiver_temperature_celsius', 'cdu_fan_speed_rpm'][1 + s %% 5] AS metric,
            ['pdu', 'power-shelf', 'cdu', 'switch', 'fan'][1 + s %% 5] AS role,
            ['pdu', 'psu', 'cdu', 'switch', 'fan'][1 + s %% 5] || '-' || (s // 50) AS device,
            'c' || (s // 5 %% 10) AS channel,
            [20.0, 3000.0, 30.0, 45.0, 9000.0][1 + s %% 5] + s %% 17 AS base,
            s * 37 %% 1000 AS shift,
            1 AS every,
            '{"channel":"' || channel || '","device":"' || device || '","rack":"%s","role":"' || role
              || '"}' AS labels
          FROM range(%d) r(s) ORDER BY s
          """
              .formatted(RACK, series));
      if (layout.equals("store") || layout.equals("rack")) {
        int others = layout.equals("rack") ? surroundings(sql, series) : 0;
        store(sql, out, series + others, seconds);
      } else {
        sql.execute(
            "COPY (SELECT metric, "
                + time()
                + " AS time, "
                + value()
                + " AS value, 0::TINYINT AS quality, '"
                + RACK
                + "' AS rack, device, role, channel FROM range("
                + seconds
                + ") t(t) CROSS JOIN series"
                + (layout.equals("series") ? " ORDER BY series, t" : "")
                + ") TO '"
                + out
                + "' (FORMAT parquet, COMPRESSION zstd)");
      }
    } finally {
      Files.deleteIfExists(scratch);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d series, %d samples of them, in %.0f s%n",
        out,
        series,
        (long) series * seconds,
        (System.nanoTime() - began) / 1e9);
  }

  /** What surrounds a rack, and what its devices say of themselves; tells how many series. */
  private static int surroundings(Statement sql, int series) throws Exception {
    sql.execute(
        """
        INSERT INTO series SELECT %1$d + s, 'cdu_air_inlet_temperature_celsius', 'cdu', 'cdu-' || s,
          '', 24.0 + s / 10.0, s, 1,
          '{"device":"cdu-' || s || '","rack":"%2$s","role":"cdu"}' FROM range(4) r(s) ORDER BY s
        """
            .formatted(series, RACK));
    sql.execute(
        """
        INSERT INTO series SELECT %1$d + 4 + s, 'device_info', 'pdu', 'pdu-' || s, '', 1.0, s, 60,
          '{"device":"pdu-' || s || '","rack":"%2$s","register":"firmware","role":"pdu","value":"1.0'
            || s %% 2 || '"}' FROM range(100) r(s) ORDER BY s
        """
            .formatted(series, RACK));
    return 104;
  }

  private static String time() {
    return START + " + t * 1000 + shift";
  }

  private static String value() {
    return "round(base * (1 + 0.02 * sin(t / 300.0 + series) + (hash(series, t) % 1000) / 50000.0),"
        + " 1)";
  }

  private static void store(Statement sql, Path out, int series, int seconds) throws Exception {
    Path folder = out.resolve("samples").resolve(RACK);
    Files.createDirectories(folder);
    // An empty store has the tables.
    io.rackproof.collector.store.SampleStore.open(
            new io.rackproof.collector.store.StoreConfig(out, java.time.Duration.ofMinutes(5)),
            java.time.Clock.systemUTC())
        .close();
    // Whole minutes, so that each file has all series.
    int step = Math.max(60, 1_000_000 / series / 60 * 60);
    try (Connection log = DriverManager.getConnection("jdbc:sqlite:" + out.resolve("log.db"));
        PreparedStatement entry =
            log.prepareStatement(
                "INSERT INTO sealed (file, rack, first_row, last_row, first_millis, last_millis,"
                    + " samples, bytes, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      try (Statement rack = log.createStatement()) {
        rack.execute("INSERT INTO rack VALUES ('" + RACK + "', 'gen2', '', '', '', '')");
        rack.execute("INSERT INTO epoch (rack, name) VALUES ('" + RACK + "', 'bench')");
      }
      // Two files at a time: one thread writes a file, most of its time at the labels.
      ExecutorService two = Executors.newFixedThreadPool(2);
      try {
        List<Future<?>> written = new ArrayList<>();
        for (int from = 0; from < seconds; from += step) {
          int first = from;
          int end = Math.min(seconds, from + step);
          Path file = folder.resolve("%09d-%d-%d.parquet".formatted(from, from + 1, end));
          written.add(
              two.submit(
                  () -> {
                    write(sql.getConnection(), first, end, file);
                    // The last is taken in when the store is opened, and with it the newest of
                    // each series.
                    if (end < seconds) {
                      enter(entry, sql, first, end, file);
                    }
                    return null;
                  }));
        }
        for (Future<?> one : written) {
          one.get();
        }
      } finally {
        two.shutdownNow();
      }
    }
    io.rackproof.collector.store.SampleStore.open(
            new io.rackproof.collector.store.StoreConfig(out, java.time.Duration.ofMinutes(5)),
            java.time.Clock.systemUTC())
        .close();
  }

  private static void write(Connection connection, int from, int to, Path file) throws Exception {
    try (Connection own = connection.unwrap(DuckDBConnection.class).duplicate();
        Statement sql = own.createStatement()) {
      sql.execute(
          "COPY (SELECT metric, labels, "
              + time()
              + " AS time, CASE WHEN metric = 'device_info' THEN 1 ELSE "
              + value()
              + " END AS value, 0::TINYINT AS quality, 500::INTEGER AS time_uncertainty_micros,"
              + " 'bench' AS epoch, t + 1 AS sequence, series FROM (SELECT *, unnest(range("
              + from
              + ", "
              + to
              // In the order of series by itself.
              + ")) AS t FROM series) WHERE t % every = 0) TO '"
              + file
              + "' (FORMAT parquet, COMPRESSION zstd)");
    }
  }

  private static void enter(PreparedStatement entry, Statement sql, int from, int to, Path file)
      throws Exception {
    String sha256 =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    synchronized (entry) {
      try (ResultSet row =
          sql.executeQuery(
              "SELECT sum((%1$d + every - 1) // every - (%2$d + every - 1) // every) FROM series"
                  .formatted(to, from))) {
        row.next();
        entry.setLong(7, row.getLong(1));
      }
      entry.setString(1, file.getFileName().toString());
      entry.setString(2, RACK);
      entry.setLong(3, from + 1);
      entry.setLong(4, to);
      entry.setLong(5, START + from * 1000L);
      entry.setLong(6, START + to * 1000L - 1);
      entry.setLong(8, Files.size(file));
      entry.setString(9, sha256);
      entry.executeUpdate();
    }
  }

  private Generate() {}
}
