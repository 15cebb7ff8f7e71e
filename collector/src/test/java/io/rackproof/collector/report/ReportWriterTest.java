package io.rackproof.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Course;
import io.rackproof.collector.campaign.Waiver;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportWriterTest {

  private final ReportInput failing = ReportCases.failing();

  private static Document parse(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    return builder.parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagNameNS("*", name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static String text(Document document) {
    return document.getDocumentElement().getTextContent();
  }

  @Test
  void pageIsWellFormedAndAsksForNothingElse() throws Exception {
    String html = ReportWriter.html(failing);
    Document page = parse(html);
    for (String loading : List.of("script", "link", "img", "iframe", "object", "use", "image")) {
      assertThat(elements(page, loading)).as(loading).isEmpty();
    }
    assertThat(html).doesNotContain("@import").doesNotContain("url(").doesNotContain(" src=");
    assertThat(elements(page, "a")).allMatch(a -> a.getAttribute("href").startsWith("#"));
    List<String> ids =
        elements(page, "section").stream().map(section -> section.getAttribute("id")).toList();
    assertThat(elements(page, "a"))
        .allMatch(a -> ids.contains(a.getAttribute("href").substring(1)));
    String out = System.getProperty("rackproof.report.out", "");
    if (!out.isEmpty()) {
      Files.writeString(Path.of(out), html); // to look at it
    }
  }

  @Test
  void verdictAndRecommendationComeFirstInPlainWords() throws Exception {
    String text = text(parse(ReportWriter.html(failing)));
    assertThat(text)
        .containsSubsequence(
            "Do not exercise the purchase option",
            "Rack gen2-007 fails 1 of 5 criteria; 1 cannot be judged.",
            "Gate COOL-26 failed",
            "58.3",
            "Rack and campaign",
            "Gates",
            "Scorecard",
            "Criteria");
  }

  @Test
  void criterionTellsLimitValueMarginUncertaintyCoverageAndWorstMoment() throws Exception {
    String text = text(parse(ReportWriter.html(failing)));
    assertThat(text)
        .containsSubsequence(
            "PWR-02 No phase above 80 % of its breaker",
            "mean over 1m",
            "78.4\u00A0%",
            "1.6\u00A0%",
            "2026-11-24 10:42:00 UTC",
            "± 0.80\u00A0% (k = 2)",
            "99.9",
            "a breaker at 80 % trips <early> & often",
            "and 36 members that are no worse");
    assertThat(text).contains("−22.9\u00A0L/min").contains("<Ethernet7> & \"co\"");
  }

  @Test
  void whatPeopleWroteIsShownAndNeverRun() throws Exception {
    String html = ReportWriter.html(failing);
    assertThat(html).doesNotContain("<script").doesNotContain("\u0007");
    Document page = parse(html);
    assertThat(elements(page, "pre").get(0).getTextContent()).isEqualTo(ReportCases.PLAN);
    assertThat(text(page)).contains("A. <Tester>").contains("Acceptance of a 130 kW rack <gen2>");
    assertThat(text(page)).contains(failing.plan().hash());
  }

  @Test
  void recordTellsIdentitiesLossesAndClock() throws Exception {
    Document page = parse(ReportWriter.html(failing));
    assertThat(text(page))
        .containsSubsequence(
            "Energy, carbon, water",
            "Carbon is told with the factor 0.37 kg/kWh (regional grid, 2025).",
            "ENV-01",
            "Data and equipment",
            "2\u202F732\u202F400 samples were stored",
            "Equipment as it names itself",
            "What 1 device says of itself changed in the campaign's time.",
            "4.1 <b>",
            "2026-11-24 10:00:00 UTC to 2026-11-24 10:10:00 UTC",
            "PSU_FW_Revision",
            "1.02",
            "6",
            "throughout",
            "Losses",
            "1250 samples are known to be lost.",
            "not known",
            "batch 7 <torn>",
            "Clock record",
            "compared with the collector's 3 times. The plan allows",
            "−31\u00A0ms",
            "14\u00A0ms");
  }

  @Test
  void recordOfNothingSaysSo() throws Exception {
    assertThat(text(parse(ReportWriter.html(ReportCases.empty()))))
        .containsSubsequence(
            "The plan asks nothing of them",
            "0 samples were stored",
            "No device was asked for its model",
            "No sample is known to be lost.",
            "was not compared with the collector's in this time.");
  }

  @Test
  void ocpTellsFirmwareAndSerialNumbersOfTheEquipment() throws Exception {
    JsonNode dut =
        new ObjectMapper()
            .readTree(
                ReportWriter.ocp(failing)
                    .lines()
                    .filter(line -> line.contains("dutInfo"))
                    .findFirst()
                    .orElseThrow())
            .findValue("dutInfo");
    assertThat(dut.path("softwareInfos"))
        .extracting(s -> s.path("name").asText() + "=" + s.path("version").asText())
        .contains("cdu-1 firmware=4.1 <b>", "cdu-1 firmware=4.2", "pdu-a PSU_FW_Revision=1.02");
    assertThat(dut.path("hardwareInfos"))
        .extracting(h -> h.path("name").asText() + "=" + h.path("serialNumber").asText())
        .contains("cdu-1=C-77", "pdu-a=");
  }

  @Test
  void scorecardDrawsEachMarginOnAScale() throws Exception {
    Document page = parse(ReportWriter.html(failing));
    assertThat(elements(page, "svg"))
        .filteredOn(svg -> svg.getAttribute("class").equals("scale"))
        .extracting(svg -> svg.getAttribute("aria-label").replace('\u00A0', ' '))
        .contains("78.4 %, limit ≤ 80 %", "30.2 °C, limit 18 … 32 °C");
  }

  @Test
  void plotShowsTheWorstMembersWithTheWorstOnTopAndGapsAsBreaks() throws Exception {
    Document page = parse(ReportWriter.html(failing));
    List<Element> plots =
        elements(page, "svg").stream()
            .filter(svg -> !svg.getAttribute("class").equals("scale"))
            .toList();
    assertThat(plots).hasSize(3); // NET-33 and ENV-01 have no samples
    NodeList paths = plots.get(0).getElementsByTagNameNS("*", "path");
    assertThat(paths.getLength()).isEqualTo(12);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("11 others.")
        .contains("The 12 worst of 48 are drawn.");
    for (int i = 0; i < 12; i++) {
      Element path = (Element) paths.item(i);
      assertThat(path.getAttribute("class")).isEqualTo(i < 11 ? "trace" : "trace worst");
    }
    Element flow = (Element) plots.get(1).getElementsByTagNameNS("*", "path").item(0);
    assertThat(flow.getAttribute("d").chars().filter(c -> c == 'M').count()).isEqualTo(2);
    assertThat(plots.get(1).getTextContent())
        .contains("limit 195.25\u00A0L/min")
        .contains("worst 10:30:30")
        .contains("10:10");
    assertThat(plots.get(2).getTextContent()).contains("limit 18").contains("limit 32");
  }

  @Test
  void reportsAreTheSameBytesWhateverTheMachinesLocaleAndZone() {
    List<String> here = all(failing);
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(all(ReportCases.failing())).isEqualTo(here);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  private static List<String> all(ReportInput input) {
    return List.of(ReportWriter.html(input), ReportWriter.json(input), ReportWriter.junit(input));
  }

  @Test
  void junitTellsWaiversAndKeepsTheFailure() throws Exception {
    Campaign ran = failing.campaign();
    Waiver waiver =
        new Waiver(
            1,
            ran.startMillis(),
            "COOL-26",
            "",
            "pump is replaced <soon>",
            LocalDate.parse("2027-01-31"),
            List.of(
                new Waiver.SignOff(ran.startMillis(), "ann"),
                new Waiver.SignOff(ran.startMillis(), "bob")));
    Course course =
        new Course(ran.marks(), ran.annotations(), List.of(), List.of(waiver), List.of());
    ReportInput waived =
        new ReportInput(
            new Campaign(
                ran.id(),
                ran.racks(),
                1,
                ran.id(),
                ran.planName(),
                ran.planText(),
                ran.startMillis(),
                ran.endMillis(),
                ran.state(),
                "",
                course),
            failing.plan(),
            failing.rack(),
            failing.scorecard(),
            failing.traces(),
            failing.data(),
            failing.software());
    Document before = parse(ReportWriter.junit(failing));
    Document after = parse(ReportWriter.junit(waived));
    assertThat(elements(after, "failure")).hasSize(elements(before, "failure").size());
    List<String> properties =
        elements(after, "property").stream()
            .map(p -> p.getAttribute("name") + "=" + p.getAttribute("value"))
            .toList();
    assertThat(properties)
        .contains(
            "disposition=WAIVED",
            "waiver 1=pump is replaced <soon>; until 2027-01-31, signed by ann, bob, in force")
        .anyMatch(p -> p.startsWith("withWaivers="));
    assertThat(ReportWriter.junit(failing)).doesNotContain("disposition");
  }

  @Test
  void jsonKeepsItsKeysAndTheirOrder() throws Exception {
    JsonNode report = new ObjectMapper().readTree(ReportWriter.json(failing));
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly(
            "verdict",
            "recommendation",
            "reasons",
            "score",
            "decided",
            "complete",
            "scoredTo",
            "remaining",
            "rack",
            "campaign",
            "plan",
            "phases",
            "criteria",
            "waivers",
            "waiversAsOf",
            "withWaivers",
            "decision",
            "conditions",
            "equipment",
            "data",
            "losses",
            "clock",
            "software");
    assertThat(report.path("verdict").asText()).isEqualTo("FAIL");
    assertThat(report.path("recommendation").asText()).isEqualTo("DECLINE");
    assertThat(report.path("plan").path("sha256").asText()).isEqualTo(failing.plan().hash());
    JsonNode flow = report.path("criteria").path(1);
    assertThat(flow.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "title",
            "area",
            "phase",
            "statistic",
            "labels",
            "limit",
            "unit",
            "gate",
            "weight",
            "verdict",
            "provisional",
            "value",
            "margin",
            "uncertainty",
            "coverage",
            "samples",
            "worstTime",
            "reason",
            "outlook",
            "decidableAt",
            "notBefore",
            "waitsFor",
            "members",
            "signal",
            "disposition");
    assertThat(flow.path("id").asText()).isEqualTo("COOL-26");
    assertThat(flow.path("verdict").asText()).isEqualTo("FAIL");
    assertThat(flow.path("value").asDouble()).isEqualTo(172.1);
    assertThat(flow.path("worstTime").asText()).isEqualTo("2026-11-24T10:30:30.000Z");
    assertThat(flow.path("uncertainty").isNull()).isTrue();
    assertThat(report.path("criteria").path(0).path("members")).hasSize(48);
    JsonNode member = report.path("criteria").path(0).path("members").path(0);
    assertThat(member.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "labels",
            "verdict",
            "value",
            "unit",
            "limit",
            "margin",
            "uncertainty",
            "marginInUncertainties",
            "coverage",
            "samples",
            "worstTime",
            "reason");
    assertThat(member.path("id").asText()).isEqualTo("PWR-02");
    assertThat(member.path("unit").asText()).isEqualTo("%");
    assertThat(member.path("limit").asText()).isEqualTo("<= 80 %");
    JsonNode silent = report.path("criteria").path(4);
    assertThat(silent.path("members")).isEmpty();
    assertThat(silent.path("labels")).isEmpty();
    assertThat(silent.path("coverage").isNull()).isTrue();
    assertThat(silent.path("reason").asText()).isEqualTo("No member.");
    assertThat(report.path("criteria").path(3).path("unit").isNull()).isTrue();
  }

  @Test
  void junitCountsFailuresErrorsAndNarrowPasses() throws Exception {
    Document xml = parse(ReportWriter.junit(failing));
    Element suite = elements(xml, "testsuite").get(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("5");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("errors")).isEqualTo("1");
    assertThat(suite.getAttribute("time")).isEqualTo("3600.000");
    assertThat(suite.getAttribute("timestamp")).isEqualTo("2026-11-24T10:00:00");
    List<Element> cases = elements(xml, "testcase");
    assertThat(cases).hasSize(5);
    assertThat(cases.get(1).getAttribute("name")).isEqualTo("COOL-26 Flow per heat");
    assertThat(elements(xml, "failure").get(0).getParentNode()).isSameAs(cases.get(1));
    assertThat(elements(xml, "error").get(0).getParentNode()).isSameAs(cases.get(3));
    assertThat(elements(xml, "error").get(0).getAttribute("message"))
        .isEqualTo("Good samples cover 20 % < 95 % of the time & that is too little.");
    assertThat(elements(xml, "system-out").get(0).getParentNode()).isSameAs(cases.get(0));
    assertThat(elements(xml, "system-out").get(0).getTextContent()).startsWith("MARGINAL: ");
  }

  @Test
  void campaignWithoutAnyDataStillGivesReports() throws Exception {
    ReportInput empty = ReportCases.empty();
    assertThat(text(parse(ReportWriter.html(empty))))
        .contains("No recommendation yet")
        .contains("Provisional.")
        .contains("was judged against no criterion");
    JsonNode report = new ObjectMapper().readTree(ReportWriter.json(empty));
    assertThat(report.path("verdict").asText()).isEqualTo("INCONCLUSIVE");
    assertThat(report.path("score").isNull()).isTrue();
    assertThat(elements(parse(ReportWriter.junit(empty)), "testcase")).isEmpty();
  }
}
