package io.rackproof.collector.report;

import io.rackproof.collector.report.ReportInput.Equipment;
import io.rackproof.collector.score.Evidence.ClockOffset;
import io.rackproof.collector.score.Evidence.Lost;
import java.util.Comparator;
import java.util.List;

/** The samples behind the verdicts: from which equipment, what was lost, and by which clock. */
final class DataSection {

  private final Page page;
  private final Markup html;
  private final DataRecord data;
  private final Figures figures;

  DataSection(Page page) {
    this.page = page;
    this.html = page.html();
    this.data = page.input().data();
    this.figures = page.figures();
  }

  void write() {
    page.heading("heading.data");
    page.paragraph(
        page.say(
            "data.stored",
            figures.counted(data.samples(), "stored"),
            figures.count(data.notGood()),
            share(data.notGood(), data.samples())));
    if (!data.equipment().isEmpty()) {
      equipment();
    }
    identities();
    losses();
    clock();
  }

  private void equipment() {
    page.table(
        "column.device",
        "column.role",
        "#column.series",
        "#column.samples",
        "#column.not-good",
        "#column.not-good-share");
    for (Equipment device : data.equipment()) {
      html.open("tr").element("td", device.device(), "class", "id").element("td", device.role());
      page.number(figures.count(device.series()));
      page.number(figures.count(device.samples()));
      page.number(figures.count(device.notGood()));
      page.number(
          device.samples() == 0
              ? Figures.NONE
              : figures.percent((double) device.notGood() / device.samples()));
      html.close("tr");
    }
    page.endTable();
  }

  private String share(long part, long whole) {
    return part == 0 || whole == 0 ? "" : " (" + figures.percent((double) part / whole) + ")";
  }

  /** What was judged must be what is bought: a firmware that changed on the way is told first. */
  private void identities() {
    page.heading("heading.identities");
    List<Equipment> told =
        data.equipment().stream().filter(e -> !e.identities().isEmpty()).toList();
    if (told.isEmpty()) {
      page.paragraph(page.say("identities.none"));
      return;
    }
    long changed =
        told.stream()
            .filter(e -> e.identities().stream().anyMatch(DeviceIdentity::changed))
            .count();
    if (changed > 0) {
      page.paragraph(figures.counted(changed, "identities.changed"), "class", "warning");
    }
    page.table("column.device", "column.told", "column.as-read", "#column.parts", "column.read-at");
    for (Equipment device : told) {
      for (DeviceIdentity identity : device.identities()) {
        html.open("tr").element("td", device.device(), "class", "id");
        html.element("td", identity.name()).element("td", identity.text());
        page.number(figures.count(identity.parts()));
        html.element("td", identity.changed() ? span(identity) : page.say("identities.throughout"));
        html.close("tr").line();
      }
    }
    page.endTable();
  }

  private String span(DeviceIdentity identity) {
    return page.say(
        "identities.span",
        figures.time(identity.firstMillis()),
        figures.time(identity.lastMillis()));
  }

  private void losses() {
    page.heading("heading.losses");
    if (data.losses().isEmpty()) {
      page.paragraph(page.say("losses.none"));
      return;
    }
    page.paragraph(figures.counted(data.lost(), "losses.lost"));
    page.table("column.from", "column.to", "#column.samples", "column.reason");
    for (Lost lost : data.losses()) {
      html.open("tr").element("td", time(lost.firstMillis()), "class", "id");
      html.element("td", time(lost.lastMillis()), "class", "id");
      page.number(figures.count(lost.samples()));
      html.element("td", lost.reason()).close("tr");
    }
    page.endTable();
  }

  /** Zero stands for a time that is not known. */
  private String time(long millis) {
    return millis == 0 ? page.say("losses.unknown") : figures.time(millis);
  }

  private void clock() {
    page.heading("heading.clock");
    String allowed =
        page.say("clock.allowed", figures.duration(page.input().plan().clockSkew().toMillis()));
    List<ClockOffset> offsets = data.clockOffsets();
    if (offsets.isEmpty()) {
      page.paragraph(page.say("clock.none") + " " + allowed);
      return;
    }
    ClockOffset least =
        offsets.stream().min(Comparator.comparingLong(ClockOffset::offsetMillis)).orElseThrow();
    ClockOffset most =
        offsets.stream().max(Comparator.comparingLong(ClockOffset::offsetMillis)).orElseThrow();
    page.paragraph(figures.counted(offsets.size(), "clock.compared") + " " + allowed);
    page.table("", "column.time", "#column.offset");
    clock("clock.first", offsets.get(0));
    clock("clock.least", least);
    clock("clock.most", most);
    clock("clock.last", offsets.get(offsets.size() - 1));
    page.endTable();
  }

  private void clock(String which, ClockOffset offset) {
    html.open("tr").element("td", page.say(which));
    html.element("td", figures.time(offset.atMillis()), "class", "id");
    page.number(Figures.withUnit(figures.count(offset.offsetMillis()), "ms"));
    html.close("tr");
  }
}
