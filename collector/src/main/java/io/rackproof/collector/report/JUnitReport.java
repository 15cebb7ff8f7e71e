package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Waiver;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The report as JUnit XML: a suite for the campaign, a case for each criterion. FAIL is a failure,
 * INCONCLUSIVE an error, MARGINAL passes and says so.
 */
final class JUnitReport {

  private static final int MOST_MEMBERS = 12;
  private static final Figures FIGURES = Figures.in(Language.EN);

  private final ReportInput input;
  private final XMLStreamWriter xml;

  private JUnitReport(ReportInput input, XMLStreamWriter xml) {
    this.input = input;
    this.xml = xml;
  }

  static String write(ReportInput input) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      new JUnitReport(input, xml).document();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a string can always be written", e);
    }
    return out + "\n";
  }

  private void document() throws XMLStreamException {
    Scorecard card = input.scorecard();
    xml.writeStartDocument("UTF-8", "1.0");
    line(0);
    start("testsuites", suite(card));
    line(1);
    Map<String, String> suite = suite(card);
    suite.put("timestamp", JsonReport.time(card.startMillis()).substring(0, 19));
    start("testsuite", suite);
    line(2);
    properties(card);
    for (CriterionResult criterion : card.criteria()) {
      line(2);
      testCase(card, criterion);
    }
    line(1);
    xml.writeEndElement();
    line(0);
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private Map<String, String> suite(Scorecard card) {
    List<CriterionResult> criteria = card.criteria();
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("name", card.rack() + " " + input.campaign().id());
    attributes.put("tests", String.valueOf(criteria.size()));
    attributes.put("failures", String.valueOf(Wording.count(criteria, Verdict.FAIL)));
    attributes.put("errors", String.valueOf(Wording.count(criteria, Verdict.INCONCLUSIVE)));
    attributes.put("skipped", "0");
    attributes.put("time", seconds(card.scoredToMillis() - card.startMillis()));
    return attributes;
  }

  private void properties(Scorecard card) throws XMLStreamException {
    Map<String, String> properties = new TreeMap<>();
    properties.put("campaign", input.campaign().id());
    properties.put("plan", card.plan());
    properties.put("plan.sha256", card.planHash());
    properties.put("plan.version", String.valueOf(card.planVersion()));
    properties.put("rack", card.rack());
    properties.put("recommendation", card.recommendation().name());
    card.score().ifPresent(score -> properties.put("score", String.valueOf(score)));
    properties.put("software", input.software());
    properties.put("verdict", card.verdict().name());
    input
        .decided()
        .withWaivers()
        .ifPresent(with -> properties.put("withWaivers", with.recommendation().name()));
    start("properties", Map.of());
    for (Map.Entry<String, String> property : properties.entrySet()) {
      property(3, property.getKey(), property.getValue());
    }
    line(2);
    xml.writeEndElement();
  }

  private void testCase(Scorecard card, CriterionResult criterion) throws XMLStreamException {
    start("testcase", Map.of());
    attribute("classname", card.plan() + "." + criterion.area());
    attribute("name", criterion.id() + " " + criterion.title());
    attribute(
        "time",
        seconds(
            card.phases().stream()
                .filter(span -> span.phase().equals(criterion.phase()))
                .mapToLong(span -> span.endMillis() - span.startMillis())
                .sum()));
    waivers(criterion);
    switch (criterion.verdict()) {
      case FAIL -> outcome("failure", criterion);
      case INCONCLUSIVE -> outcome("error", criterion);
      case MARGINAL -> {
        line(3);
        start("system-out", Map.of());
        xml.writeCharacters(Markup.clean("MARGINAL: " + detail(criterion)));
        xml.writeEndElement();
        line(2);
      }
      case PASS -> {
        // A case without content has passed.
      }
    }
    xml.writeEndElement();
  }

  /** Waivers stand beside the outcome and never change it. */
  private void waivers(CriterionResult criterion) throws XMLStreamException {
    Decided decided = input.decided();
    Disposition disposition = decided.of(criterion.id());
    if (disposition == Disposition.NONE) {
      return;
    }
    line(3);
    start("properties", Map.of());
    property(4, "disposition", disposition.name());
    for (Waiver waiver : decided.waivers()) {
      if (waiver.criterion().equals(criterion.id())) {
        property(4, "waiver " + waiver.number(), text(waiver, decided.day()));
      }
    }
    line(3);
    xml.writeEndElement();
    line(2);
  }

  private static String text(Waiver waiver, LocalDate day) {
    String signed =
        waiver.signOffs().stream().map(Waiver.SignOff::by).collect(Collectors.joining(", "));
    return waiver.reason()
        + "; until "
        + waiver.expires()
        + ", signed by "
        + signed
        + ", "
        + waiver.state(day).name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void property(int depth, String name, String value) throws XMLStreamException {
    line(depth);
    xml.writeEmptyElement("property");
    attribute("name", name);
    attribute("value", value);
  }

  private void outcome(String element, CriterionResult criterion) throws XMLStreamException {
    line(3);
    start(element, Map.of());
    attribute("message", criterion.reason());
    attribute("type", criterion.verdict().name());
    xml.writeCharacters(Markup.clean(detail(criterion)));
    xml.writeEndElement();
    line(2);
  }

  private static String detail(CriterionResult criterion) {
    StringBuilder text = new StringBuilder(criterion.reason());
    text.append("\n").append(criterion.statistic()).append(", limit ").append(criterion.limit());
    text.append(", phase ").append(criterion.phase()).append("\n");
    List<MemberResult> members = criterion.members();
    members.stream()
        .limit(MOST_MEMBERS)
        .forEach(
            m ->
                text.append(m.verdict())
                    .append(' ')
                    .append(FIGURES.labels(m.labels()))
                    .append(": ")
                    .append(FIGURES.quantity(m.value(), m.margin(), criterion.unit()))
                    .append(", margin ")
                    .append(FIGURES.difference(m.margin(), criterion.unit()))
                    .append("; ")
                    .append(m.reason())
                    .append('\n'));
    if (members.size() > MOST_MEMBERS) {
      text.append("and ").append(members.size() - MOST_MEMBERS).append(" more\n");
    }
    return text.toString();
  }

  private void start(String element, Map<String, String> attributes) throws XMLStreamException {
    xml.writeStartElement(element);
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      attribute(attribute.getKey(), attribute.getValue());
    }
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, Markup.clean(value));
  }

  private void line(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(Math.max(0, millis), 3).toPlainString();
  }
}
