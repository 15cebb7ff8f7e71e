package io.rackproof.collector.campaign;

import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.campaign.Campaign.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads all campaigns out of their tables. */
final class CampaignRows {

  private final Connection connection;

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  CampaignRows(Connection connection) {
    this.connection = connection;
  }

  List<Campaign> all() throws SQLException {
    Map<String, List<String>> racks = logs("campaign_rack", "number", row -> row.getString("rack"));
    Map<String, List<Mark>> marks =
        logs(
            "mark",
            "number",
            row ->
                new Mark(
                    row.getLong("time_millis"),
                    row.getString("phase"),
                    row.getInt("entered") == 1,
                    row.getString("rack")));
    Map<String, List<Annotation>> annotations =
        logs(
            "annotation",
            "number",
            row ->
                new Annotation(
                    row.getLong("time_millis"), row.getString("author"), row.getString("text")));
    Map<String, List<Entry>> entries = logs("entry", "number", CampaignRows::entry);
    Map<String, List<Waiver>> waivers = waivers();
    Map<String, List<Decision>> decisions =
        logs(
            "decision",
            "number",
            row ->
                new Decision(
                    row.getLong("time_millis"),
                    row.getString("rack"),
                    Decision.Kind.valueOf(row.getString("kind")),
                    row.getString("author"),
                    row.getString("reason")));
    List<Campaign> campaigns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT * FROM campaign ORDER BY start_millis, rowid")) {
      while (row.next()) {
        String id = row.getString("id");
        Course course =
            new Course(
                marks.getOrDefault(id, List.of()),
                annotations.getOrDefault(id, List.of()),
                entries.getOrDefault(id, List.of()),
                waivers.getOrDefault(id, List.of()),
                decisions.getOrDefault(id, List.of()));
        campaigns.add(campaign(row, id, racks.getOrDefault(id, List.of()), course));
      }
    }
    return campaigns;
  }

  private static Campaign campaign(ResultSet row, String id, List<String> racks, Course course)
      throws SQLException {
    if (racks.isEmpty()) {
      throw new SQLException("campaign " + id + " has no rack: the file is damaged");
    }
    long end = row.getLong("end_millis");
    OptionalLong endMillis = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(end);
    return new Campaign(
        id,
        racks,
        row.getInt("attempt"),
        row.getString("first_attempt"),
        row.getString("plan_name"),
        row.getString("plan_text"),
        row.getLong("start_millis"),
        endMillis,
        State.valueOf(row.getString("state")),
        row.getString("end_reason"),
        course);
  }

  private <T> Map<String, List<T>> logs(String table, String order, Row<T> read)
      throws SQLException {
    Map<String, List<T>> logs = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT * FROM " + table + " ORDER BY campaign, " + order)) {
      while (row.next()) {
        logs.computeIfAbsent(row.getString("campaign"), id -> new ArrayList<>())
            .add(read.read(row));
      }
    }
    return logs;
  }

  private static Entry entry(ResultSet row) throws SQLException {
    int passed = row.getInt("passed");
    Optional<Boolean> inspected = row.wasNull() ? Optional.empty() : Optional.of(passed == 1);
    return new Entry(
        row.getLong("time_millis"),
        row.getString("rack"),
        row.getString("criterion"),
        row.getString("author"),
        inspected,
        number(row, "value"),
        number(row, "uncertainty"),
        row.getString("note"));
  }

  private static OptionalDouble number(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private record Signed(int waiver, Waiver.SignOff signOff) {}

  private Map<String, List<Waiver>> waivers() throws SQLException {
    Map<String, List<Signed>> signatures =
        logs(
            "sign_off",
            "waiver, number",
            row ->
                new Signed(
                    row.getInt("waiver"),
                    new Waiver.SignOff(row.getLong("time_millis"), row.getString("author"))));
    return logs(
        "waiver",
        "number",
        row -> {
          int number = row.getInt("number");
          return new Waiver(
              number,
              row.getLong("time_millis"),
              row.getString("criterion"),
              row.getString("rack"),
              row.getString("reason"),
              LocalDate.parse(row.getString("expires")),
              signatures.getOrDefault(row.getString("campaign"), List.of()).stream()
                  .filter(s -> s.waiver() == number)
                  .map(Signed::signOff)
                  .toList());
        });
  }
}
