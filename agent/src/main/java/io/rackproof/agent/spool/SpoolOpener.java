package io.rackproof.agent.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.function.Consumer;

/** Opens the file of a spool, and a new one where it is damaged. */
final class SpoolOpener {

  private SpoolConfig config;
  private final SpoolFiles files;
  private final Clock clock;
  private final InstrumentNews instruments;

  SpoolOpener(SpoolConfig config, Clock clock, InstrumentNews instruments) {
    this.config = config;
    this.files = new SpoolFiles(config.directory(), clock);
    this.clock = clock;
    this.instruments = instruments;
  }

  /** Opens with these bounds from now on. */
  void keep(SpoolConfig bounds) {
    if (!bounds.directory().equals(config.directory())) {
      throw new IllegalArgumentException("a spool does not move to " + bounds.directory());
    }
    config = bounds;
  }

  /**
   * @param setAside is told where a damaged file went, before another is begun
   * @throws SQLException when the file cannot be opened now
   * @throws IOException when a damaged one cannot be set aside, or a new one is damaged at once
   */
  SpoolLife open(Consumer<Path> setAside) throws SQLException, IOException {
    try {
      return load();
    } catch (DamagedSpoolException e) {
      setAside.accept(files.setAside(String.valueOf(e.getMessage())));
      try {
        return load();
      } catch (DamagedSpoolException again) {
        throw new IOException("a new file is damaged at once: " + again.getMessage(), again);
      }
    }
  }

  private SpoolLife load() throws SQLException, DamagedSpoolException {
    SpoolDatabase opened = SpoolDatabase.open(files.database(), Epoch.next(clock));
    try {
      return new SpoolLife(config, clock, opened, instruments);
    } catch (SQLException | DamagedSpoolException e) {
      opened.close();
      if (e instanceof SQLException sql && DamagedSpoolException.isDamage(sql)) {
        throw new DamagedSpoolException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }
}
