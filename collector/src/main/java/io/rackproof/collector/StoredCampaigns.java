package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.document.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** The campaigns in a collector's folder, read from a copy: the collector may be running. */
final class StoredCampaigns {

  private StoredCampaigns() {}

  /** Finds a campaign by its id. */
  static Campaign find(Path folder, String id) throws UserException, IOException {
    Path file = folder.resolve(Collector.CAMPAIGNS);
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          Main.MISTAKE,
          folder + " is no collector's data folder: it has no " + Collector.CAMPAIGNS);
    }
    Path copy = Files.createTempDirectory("rackproof-");
    try {
      copy(file, copy.resolve(Collector.CAMPAIGNS));
      try (CampaignStore campaigns = CampaignStore.open(copy.resolve(Collector.CAMPAIGNS))) {
        return campaigns
            .find(id)
            .orElseThrow(
                () ->
                    new UserException(
                        Main.MISTAKE,
                        "there is no campaign '"
                            + id
                            + "' in "
                            + folder
                            + "."
                            + Nearest.hint(
                                id, campaigns.all().stream().map(Campaign::id).toList())));
      }
    } finally {
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        Files.deleteIfExists(copy.resolve(Collector.CAMPAIGNS + suffix));
      }
      Files.deleteIfExists(copy);
    }
  }

  private static void copy(Path file, Path to) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM INTO '" + to.toString().replace("'", "''") + "'");
    } catch (SQLException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
