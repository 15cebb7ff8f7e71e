package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.Decision;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.campaign.PhaseMarks;
import io.rackproof.collector.campaign.Waiver;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What people do and did in a campaign, as a page of one rack or of all shows it.
 *
 * @param rack that what is done on the page is for; empty for all racks of the campaign
 * @param outcome how the run goes or ended, with the reason
 * @param attempts all attempts of this campaign when there are several
 * @param criteria all ids and titles, for which a waiver may be asked
 * @param manual criteria that a person enters
 */
public record CourseView(
    String id,
    String rack,
    List<String> racks,
    boolean running,
    String state,
    String outcome,
    List<Attempt> attempts,
    List<HandPhase> handPhases,
    List<NoteView> notes,
    List<Named> criteria,
    List<Manual> manual,
    List<Entered> entries,
    List<WaiverView> waivers,
    List<Decided> decisions) {

  /**
   * @param own whether it is the one that the page shows
   */
  public record Attempt(int number, String id, String outcome, boolean own) {}

  public record Named(String id, String title) {}

  /**
   * @param measured whether a value is entered rather than pass or fail
   */
  public record Manual(String id, String title, String what, boolean measured, String unit) {}

  public record Entered(
      String time, String criterion, String rack, String what, String by, String note) {}

  /**
   * @param state for people
   */
  public record WaiverView(
      int number,
      String criterion,
      String rack,
      String reason,
      String expires,
      String state,
      boolean pending,
      String signed) {}

  public record Decided(String time, String rack, String what, String by, String reason) {}

  static CourseView of(
      Campaign campaign, Plan plan, List<Campaign> attempts, String rack, LocalDate today) {
    boolean running = campaign.state() == State.RUNNING;
    boolean several = campaign.racks().size() > 1;
    return new CourseView(
        campaign.id(),
        several ? rack : "",
        campaign.racks(),
        running,
        Outcomes.word(campaign.state()),
        Outcomes.sentence(campaign),
        attempts.size() < 2
            ? List.of()
            : attempts.stream()
                .map(
                    a ->
                        new Attempt(
                            a.attempt(),
                            a.id(),
                            Outcomes.word(a.state()),
                            a.id().equals(campaign.id())))
                .toList(),
        running ? handPhases(plan, campaign, rack) : List.of(),
        notes(campaign, rack),
        plan.criteria().stream().map(c -> new Named(c.id(), c.title())).toList(),
        plan.criteria().stream().flatMap(c -> manual(c).stream()).toList(),
        campaign.course().entries().stream()
            .filter(e -> concerns(e.rack(), rack))
            .map(e -> entered(e, plan))
            .toList(),
        campaign.course().waivers().stream()
            .filter(w -> concerns(w.rack(), rack))
            .map(w -> waiver(w, today))
            .toList(),
        campaign.course().decisions().stream()
            .filter(d -> concerns(d.rack(), rack))
            .map(CourseView::decided)
            .toList());
  }

  private static boolean concerns(String told, String rack) {
    return told.isEmpty() || rack.isEmpty() || told.equals(rack);
  }

  private static List<HandPhase> handPhases(Plan plan, Campaign campaign, String rack) {
    return PhaseMarks.byHand(plan).stream()
        .map(
            name ->
                new HandPhase(
                    name,
                    campaign.racks().stream()
                        .filter(r -> concerns(r, rack))
                        .allMatch(r -> PhaseMarks.isOn(campaign, name, r))))
        .toList();
  }

  private static List<Manual> manual(Criterion criterion) {
    return criterion.method() instanceof Method.Manual method
        ? List.of(
            new Manual(
                criterion.id(),
                criterion.title(),
                method.instruction(),
                method.measured(),
                criterion.limit().unitText()))
        : List.of();
  }

  private static Entered entered(Entry entry, Plan plan) {
    String unit = plan.criterion(entry.criterion()).map(c -> c.limit().unitText()).orElse("");
    String what =
        entry
            .passed()
            .map(passed -> passed ? "pass" : "fail")
            .orElseGet(
                () ->
                    Figures.format(entry.value(), unit)
                        + (entry.uncertainty().isPresent()
                            ? " ± " + Figures.format(entry.uncertainty(), unit)
                            : ""));
    return new Entered(
        Figures.dateTime(entry.timeMillis()),
        entry.criterion(),
        entry.rack(),
        what,
        entry.by(),
        entry.note());
  }

  private static WaiverView waiver(Waiver waiver, LocalDate today) {
    return new WaiverView(
        waiver.number(),
        waiver.criterion(),
        waiver.rack(),
        waiver.reason(),
        waiver.expires().toString(),
        switch (waiver.state(today)) {
          case IN_FORCE -> "in force";
          case PENDING -> "needs a second signature";
          case EXPIRED -> "expired";
        },
        waiver.state(today) == Waiver.State.PENDING,
        waiver.signOffs().stream()
            .map(s -> s.by() + ", " + Figures.dateTime(s.timeMillis()))
            .collect(Collectors.joining("; ")));
  }

  private static Decided decided(Decision decision) {
    return new Decided(
        Figures.dateTime(decision.timeMillis()),
        decision.rack(),
        Outcomes.word(decision.kind()),
        decision.by(),
        decision.reason());
  }

  private static List<NoteView> notes(Campaign campaign, String rack) {
    record Timed(long time, NoteView note) {}

    List<Timed> notes = new ArrayList<>();
    campaign
        .annotations()
        .forEach(
            a ->
                notes.add(
                    new Timed(
                        a.timeMillis(),
                        new NoteView(Figures.time(a.timeMillis()), a.author(), a.text()))));
    campaign.marks().stream()
        .filter(m -> concerns(m.rack(), rack))
        .forEach(
            m ->
                notes.add(
                    new Timed(
                        m.timeMillis(),
                        new NoteView(
                            Figures.time(m.timeMillis()),
                            "",
                            "phase "
                                + m.phase()
                                + (m.entered() ? " entered" : " left")
                                + (m.rack().isEmpty() ? "" : " on " + m.rack())))));
    notes.sort((a, b) -> Long.compare(b.time(), a.time()));
    return notes.stream().map(Timed::note).toList();
  }
}
