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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * All campaigns, durable: each method that changes something has it on disk when it returns. At
 * most one campaign runs on a rack at a time. Thread safe; reads are served from memory.
 */
public final class CampaignStore implements AutoCloseable {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

  private final CampaignTables tables;
  private final Map<String, Campaign> campaigns = new LinkedHashMap<>();

  /** Something that is asked of the store and gives the campaign that it made or changed. */
  public interface Request {
    Campaign make(CampaignStore store) throws CampaignRefusedException, IOException;
  }

  /**
   * What a request was answered with.
   *
   * @param campaign its id
   * @param text as it was given the first time
   * @param repeated whether the request had been made before
   */
  public record Answer(String campaign, String text, boolean repeated) {}

  private CampaignStore(CampaignTables tables, List<Campaign> known) {
    this.tables = tables;
    known.forEach(campaign -> campaigns.put(campaign.id(), campaign));
  }

  /**
   * Opens the file, which is made when absent. A file of an older version is brought to the present
   * one, and nothing in it is lost.
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
        .filter(c -> c.racks().contains(rack) && c.state() == State.RUNNING)
        .findFirst();
  }

  /** All attempts that a campaign is one of, the first first. */
  public synchronized List<Campaign> attempts(Campaign campaign) {
    return campaigns.values().stream()
        .filter(c -> c.firstAttempt().equals(campaign.firstAttempt()))
        .sorted((a, b) -> Integer.compare(a.attempt(), b.attempt()))
        .toList();
  }

  /** Begins a campaign on one rack; see {@link #start(List, Plan, long)}. */
  public Campaign start(String rack, Plan plan, long atMillis)
      throws CampaignRefusedException, IOException {
    return start(List.of(rack), plan, atMillis);
  }

  /**
   * Begins a campaign.
   *
   * @throws CampaignRefusedException when one runs on one of the racks already, or a rack is named
   *     twice, or none is
   */
  public synchronized Campaign start(List<String> racks, Plan plan, long atMillis)
      throws CampaignRefusedException, IOException {
    checkFree(racks);
    String id = freeId(racks.get(0), atMillis);
    return insert(begun(id, racks, 1, id, plan.name(), plan.text(), atMillis));
  }

  /**
   * Begins a new attempt of a campaign that has ended: the same plan on the same racks. The attempt
   * before is kept as it is.
   *
   * @throws CampaignRefusedException when it runs, or another campaign runs on one of its racks
   */
  public synchronized Campaign retest(String id, long atMillis)
      throws CampaignRefusedException, IOException {
    Campaign before = require(id);
    if (before.state() == State.RUNNING) {
      throw new CampaignRefusedException(
          "campaign " + id + " is running: finish or abort it before it is tested again");
    }
    checkFree(before.racks());
    List<Campaign> attempts = attempts(before);
    return insert(
        begun(
            freeId(before.racks().get(0), atMillis),
            before.racks(),
            attempts.get(attempts.size() - 1).attempt() + 1,
            before.firstAttempt(),
            before.planName(),
            before.planText(),
            atMillis));
  }

  private void checkFree(List<String> racks) throws CampaignRefusedException {
    if (racks.isEmpty()) {
      throw new CampaignRefusedException("name at least one rack");
    }
    if (new LinkedHashSet<>(racks).size() < racks.size()) {
      throw new CampaignRefusedException("name each rack once: " + String.join(", ", racks));
    }
    for (String rack : racks) {
      Optional<Campaign> running = running(rack);
      if (running.isPresent()) {
        throw new CampaignRefusedException(
            "campaign "
                + running.get().id()
                + " is running on rack "
                + rack
                + ": finish or abort it first");
      }
    }
  }

  private static Campaign begun(
      String id,
      List<String> racks,
      int attempt,
      String first,
      String planName,
      String planText,
      long atMillis) {
    return new Campaign(
        id,
        racks,
        attempt,
        first,
        planName,
        planText,
        atMillis,
        OptionalLong.empty(),
        State.RUNNING,
        "",
        Course.EMPTY);
  }

  private Campaign insert(Campaign campaign) throws IOException {
    return keep(campaign, () -> tables.insert(campaign));
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
    Rules.checkRack(campaign, mark.rack());
    PhaseMarks.check(campaign, Rules.planOf(campaign), mark);
    Campaign marked = campaign.with(campaign.course().with(mark));
    return keep(marked, () -> tables.insertMark(id, marked.marks().size(), mark));
  }

  /**
   * Notes something, also on a campaign that has ended.
   *
   * @throws CampaignRefusedException when there is no such campaign, or the text is empty
   */
  public synchronized Campaign annotate(String id, Annotation annotation)
      throws CampaignRefusedException, IOException {
    Campaign campaign = require(id);
    Rules.required(annotation.text(), "an annotation needs a text");
    Campaign annotated = campaign.with(campaign.course().with(annotation));
    return keep(
        annotated, () -> tables.insertAnnotation(id, annotated.annotations().size(), annotation));
  }

  /**
   * Enters what was inspected or measured by hand, also on a campaign that has ended.
   *
   * @throws CampaignRefusedException when the criterion is not one by hand, or what is entered does
   *     not fit it
   */
  public synchronized Campaign enter(String id, Entry entry)
      throws CampaignRefusedException, IOException {
    Campaign campaign = require(id);
    Entry checked = Rules.entry(campaign, entry);
    Campaign entered = campaign.with(campaign.course().with(checked));
    return keep(entered, () -> tables.insertEntry(id, entered.course().entries().size(), checked));
  }

  /**
   * Asks for a waiver; whoever asks signs it. The waiver's number is not looked at.
   *
   * @param asked with one signature
   * @throws CampaignRefusedException when there is no such criterion or rack, or it would have
   *     expired
   */
  public synchronized Campaign waive(String id, Waiver asked)
      throws CampaignRefusedException, IOException {
    Campaign campaign = require(id);
    Waiver waiver = Rules.waiver(campaign, asked, day(asked.timeMillis()));
    return keep(
        campaign.with(campaign.course().with(waiver)),
        () -> {
          tables.insertWaiver(id, waiver);
          tables.insertSignOff(id, waiver.number(), 1, waiver.signOffs().get(0));
        });
  }

  /**
   * Signs a waiver that waits for it.
   *
   * @throws CampaignRefusedException when there is no such waiver, or it does not wait, or the
   *     person has signed it already
   */
  public synchronized Campaign sign(String id, int number, Waiver.SignOff signOff)
      throws CampaignRefusedException, IOException {
    Campaign campaign = require(id);
    Waiver signed = Rules.signed(campaign, number, signOff, day(signOff.timeMillis()));
    List<Waiver.SignOff> all = signed.signOffs();
    return keep(
        campaign.with(campaign.course().with(signed)),
        () -> tables.insertSignOff(id, number, all.size(), all.get(all.size() - 1)));
  }

  /**
   * Records what a person decided about a rack or all of them.
   *
   * @throws CampaignRefusedException while the campaign runs, or without a name or reason
   */
  public synchronized Campaign decide(String id, Decision decision)
      throws CampaignRefusedException, IOException {
    Campaign campaign = require(id);
    Decision checked = Rules.decision(campaign, decision);
    Campaign decided = campaign.with(campaign.course().with(checked));
    return keep(
        decided, () -> tables.insertDecision(id, decided.course().decisions().size(), checked));
  }

  /** Ends a campaign without a reason; see {@link #end(String, State, String, long)}. */
  public Campaign end(String id, State state, long atMillis)
      throws CampaignRefusedException, IOException {
    return end(id, state, "", atMillis);
  }

  /**
   * Ends a campaign.
   *
   * @param state COMPLETED, ABORTED or ERROR
   * @param reason why; may be empty
   * @throws CampaignRefusedException when it has ended already
   */
  public synchronized Campaign end(String id, State state, String reason, long atMillis)
      throws CampaignRefusedException, IOException {
    if (state == State.RUNNING) {
      throw new IllegalArgumentException("a campaign does not end as " + state);
    }
    Campaign ended = requireRunning(id).ended(state, reason.strip(), atMillis);
    return keep(ended, () -> tables.updateEnd(ended));
  }

  /**
   * Makes a request once, however often it is repeated: what it changed and what it was answered
   * are stored in one transaction. A request that was refused may be tried again.
   *
   * @param key that the caller gives the request; empty makes it without remembering it
   * @param fingerprint of the request, so that a key is not used for two different ones
   * @param answer to the campaign that it gave
   * @throws CampaignRefusedException also when the key was used for another request
   */
  public synchronized Answer once(
      String key,
      String fingerprint,
      long atMillis,
      Request request,
      Function<Campaign, String> answer)
      throws CampaignRefusedException, IOException {
    if (key.isEmpty()) {
      Campaign campaign = request.make(this);
      return new Answer(campaign.id(), answer.apply(campaign), false);
    }
    Map<String, Campaign> before = new LinkedHashMap<>(campaigns);
    boolean done = false;
    try {
      Optional<CampaignTables.Remembered> known = tables.remembered(key);
      if (known.isPresent()) {
        if (!known.get().fingerprint().equals(fingerprint)) {
          throw new CampaignRefusedException(
              "the idempotency key '"
                  + key
                  + "' was used for another request: use a new key for each thing to do");
        }
        done = true;
        return new Answer(known.get().campaign(), known.get().answer(), true);
      }
      tables.begin();
      Campaign campaign = request.make(this);
      String text = answer.apply(campaign);
      tables.remember(
          key, new CampaignTables.Remembered(fingerprint, campaign.id(), text), atMillis);
      tables.commit();
      done = true;
      return new Answer(campaign.id(), text, false);
    } catch (SQLException e) {
      throw cannotStore(e);
    } finally {
      if (!done) {
        tables.rollback();
        campaigns.clear();
        campaigns.putAll(before);
      }
    }
  }

  private static LocalDate day(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
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

  private Campaign keep(Campaign campaign, CampaignTables.Change change) throws IOException {
    try {
      tables.change(change);
    } catch (SQLException e) {
      throw cannotStore(e);
    }
    campaigns.put(campaign.id(), campaign);
    return campaign;
  }

  private static IOException cannotStore(SQLException e) {
    return new IOException("the campaign cannot be stored: " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() {
    tables.close();
  }
}
