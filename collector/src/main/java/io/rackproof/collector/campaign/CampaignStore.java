package io.rackproof.collector.campaign;

import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All campaigns, durable: each method that changes something has it on disk when it returns. At
 * most one campaign runs on a rack at a time. Thread safe; reads are served from memory.
 */
public final class CampaignStore implements AutoCloseable {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

  private final CampaignTables tables;
  private final Map<String, Campaign> campaigns = new LinkedHashMap<>();

  private CampaignStore(CampaignTables tables, List<Campaign> known) {
    this.tables = tables;
    known.forEach(campaign -> campaigns.put(campaign.id(), campaign));
  }

  /**
   * Opens the file, which is made when absent.
   *
   * @throws IOException when it cannot be opened or is no file of campaigns
   */
  public static CampaignStore open(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    try {
      CampaignTables tables = CampaignTables.open(file);
      return new CampaignStore(tables, tables.readAll());
    } catch (SQLException e) {
      throw new IOException("campaigns in " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** All campaigns, the newest first. */
  public synchronized List<Campaign> all() {
    List<Campaign> all = new ArrayList<>(campaigns.values());
    all.sort((a, b) -> Long.compare(b.startMillis(), a.startMillis()));
    return all;
  }

  /** The campaign with this id. */
  public synchronized Optional<Campaign> find(String id) {
    return Optional.ofNullable(campaigns.get(id));
  }

  /** The campaign that runs on a rack now. */
  public synchronized Optional<Campaign> running(String rack) {
    return campaigns.values().stream()
        .filter(c -> c.rack().equals(rack) && c.state() == State.RUNNING)
        .findFirst();
  }

  /**
   * Begins a campaign.
   *
   * @throws CampaignRefusedException when one runs on the rack already
   */
  public synchronized Campaign start(String rack, Plan plan, long atMillis)
      throws CampaignRefusedException, IOException {
    Optional<Campaign> running = running(rack);
    if (running.isPresent()) {
      throw new CampaignRefusedException(
          "campaign "
              + running.get().id()
              + " is running on rack "
              + rack
              + ": finish or abort it first");
    }
    Campaign campaign =
        new Campaign(
            freeId(rack, atMillis),
            rack,
            plan.name(),
            plan.text(),
            atMillis,
            OptionalLong.empty(),
            State.RUNNING,
            List.of(),
            List.of());
    write(() -> tables.insert(campaign));
    campaigns.put(campaign.id(), campaign);
    return campaign;
  }

  private String freeId(String rack, long atMillis) {
    String stem = DAY.format(Instant.ofEpochMilli(atMillis)) + "-" + rack + "-";
    int number = 1;
    while (campaigns.containsKey(stem + number)) {
      number++;
    }
    return stem + number;
  }

  /**
   * Enters or leaves a phase by hand.
   *
   * @throws CampaignRefusedException when the campaign does not run, or the phase is none of its
   *     plan's phases by hand, or is on (or off) already
   */
  public synchronized Campaign mark(String id, Mark mark)
      throws CampaignRefusedException, IOException {
    Campaign campaign = requireRunning(id);
    PhaseMarks.check(campaign, mark);
    List<Mark> marks = new ArrayList<>(campaign.marks());
    marks.add(mark);
    Campaign marked =
        new Campaign(
            id,
            campaign.rack(),
            campaign.planName(),
            campaign.planText(),
            campaign.startMillis(),
            campaign.endMillis(),
            campaign.state(),
            marks,
            campaign.annotations());
    write(() -> tables.insertMark(id, marks.size(), mark));
    campaigns.put(id, marked);
    return marked;
  }

  /**
   * Notes something, also on a campaign that has ended.
   *
   * @throws CampaignRefusedException when there is no such campaign, or the text is empty
   */
  public synchronized Campaign annotate(String id, Annotation annotation)
      throws CampaignRefusedException, IOException {
    Campaign campaign = require(id);
    if (annotation.text().isBlank()) {
      throw new CampaignRefusedException("an annotation needs a text");
    }
    List<Annotation> annotations = new ArrayList<>(campaign.annotations());
    annotations.add(annotation);
    Campaign annotated =
        new Campaign(
            id,
            campaign.rack(),
            campaign.planName(),
            campaign.planText(),
            campaign.startMillis(),
            campaign.endMillis(),
            campaign.state(),
            campaign.marks(),
            annotations);
    write(() -> tables.insertAnnotation(id, annotations.size(), annotation));
    campaigns.put(id, annotated);
    return annotated;
  }

  /**
   * Ends a campaign.
   *
   * @param state COMPLETED or ABORTED
   * @throws CampaignRefusedException when it has ended already
   */
  public synchronized Campaign end(String id, State state, long atMillis)
      throws CampaignRefusedException, IOException {
    if (state == State.RUNNING) {
      throw new IllegalArgumentException("a campaign does not end as " + state);
    }
    Campaign campaign = requireRunning(id);
    Campaign ended =
        new Campaign(
            id,
            campaign.rack(),
            campaign.planName(),
            campaign.planText(),
            campaign.startMillis(),
            OptionalLong.of(Math.max(atMillis, campaign.startMillis())),
            state,
            campaign.marks(),
            campaign.annotations());
    write(() -> tables.updateEnd(ended));
    campaigns.put(id, ended);
    return ended;
  }

  private Campaign requireRunning(String id) throws CampaignRefusedException {
    Campaign campaign = require(id);
    if (campaign.state() != State.RUNNING) {
      throw new CampaignRefusedException("campaign " + id + " has ended already");
    }
    return campaign;
  }

  private Campaign require(String id) throws CampaignRefusedException {
    Campaign campaign = campaigns.get(id);
    if (campaign == null) {
      throw new CampaignRefusedException("there is no campaign '" + id + "'");
    }
    return campaign;
  }

  private interface Change {
    void make() throws SQLException;
  }

  private static void write(Change change) throws IOException {
    try {
      change.make();
    } catch (SQLException e) {
      throw new IOException("the campaign cannot be stored: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    tables.close();
  }
}
