package io.rackproof.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PdfReportTest {

  private static final ReportInput FAILING = ReportCases.failing();

  /** Text as a reader sees it: line breaks and kinds of spaces do not count. */
  private static String text(PDDocument pdf) throws Exception {
    return plain(new PDFTextStripper().getText(pdf));
  }

  private static String plain(String text) {
    return text.replaceAll("[\\s\\u00A0\\u202F]+", " ");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyCriterionIsThereWithItsLimitValueAndReason(Language language) throws Exception {
    byte[] bytes = ReportWriter.pdf(FAILING, language);
    String out = System.getProperty("rackproof.report.out", "");
    if (!out.isEmpty()) {
      Files.write(Path.of(out + "." + language.tag() + ".pdf"), bytes); // to look at it
    }
    Figures figures = Figures.in(language);
    try (PDDocument pdf = Loader.loadPDF(bytes)) {
      String text = text(pdf);
      for (CriterionResult criterion : FAILING.scorecard().criteria()) {
        assertThat(text).contains(criterion.id() + " " + criterion.title());
        assertThat(text).contains(plain(figures.limit(criterion.limit())));
        criterion.members().stream()
            .limit(12)
            .forEach(
                m ->
                    assertThat(text)
                        .contains(
                            plain(figures.quantity(m.value(), m.margin(), criterion.unit()))));
      }
      assertThat(text).contains(FAILING.plan().hash());
      assertThat(pdf.getNumberOfPages()).isBetween(4, 10);
      assertThat(text).contains("1 / " + pdf.getNumberOfPages());
    }
  }

  /** Names of metrics are copied out of it, into Prometheus. */
  @Test
  void noLettersAreJoinedToLigatures() throws Exception {
    StringBuilder letters = new StringBuilder();
    PDFTextStripper raw =
        new PDFTextStripper() {
          @Override
          protected void processTextPosition(TextPosition position) {
            letters.append(position.getUnicode());
          }
        };
    try (PDDocument pdf = Loader.loadPDF(ReportWriter.pdf(FAILING, Language.EN))) {
      raw.getText(pdf);
    }
    assertThat(letters.toString())
        .contains("cdu_coolant_flow_liters_per_minute")
        .doesNotContainPattern("[\\uFB00-\\uFB06]");
  }

  @Test
  void sameVerdictGivesTheSameBytesWhateverTheMachinesLocaleAndZone() {
    byte[] here = ReportWriter.pdf(FAILING, Language.EN);
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(ReportWriter.pdf(ReportCases.failing(), Language.EN)).isEqualTo(here);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void fontsAreInsideAndBookmarksLeadToEachCriterion() throws Exception {
    try (PDDocument pdf = Loader.loadPDF(ReportWriter.pdf(FAILING, Language.EN))) {
      for (PDPage page : pdf.getPages()) {
        for (COSName name : page.getResources().getFontNames()) {
          PDFont font = page.getResources().getFont(name);
          assertThat(font.isEmbedded()).as(font.getName()).isTrue();
          assertThat(font.getName()).matches("[A-Z]{6}\\+DejaVuSans.*"); // the used glyphs alone
        }
      }
      List<String> criteria = new ArrayList<>();
      for (PDOutlineItem part : pdf.getDocumentCatalog().getDocumentOutline().children()) {
        for (PDOutlineItem item : part.children()) {
          assertThat(item.findDestinationPage(pdf)).isNotNull();
          criteria.add(item.getTitle());
        }
      }
      assertThat(criteria).hasSize(5).contains("✕ COOL-26 Flow per heat");
      assertThat(pdf.getDocumentInformation().getTitle())
          .isEqualTo("gen2-007: acceptance report 20261124-gen2-007-1");
      assertThat(pdf.getDocumentInformation().getCreationDate().toInstant().toEpochMilli())
          .isEqualTo(FAILING.scorecard().scoredToMillis());
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void signOfAVerdictStandsOnTheLineOfItsWord(Language language) throws Exception {
    try (PDDocument pdf = Loader.loadPDF(ReportWriter.pdf(FAILING, language))) {
      String raw = new PDFTextStripper().getText(pdf);
      assertThat(plain(raw)).contains("✕ " + new Wording(language).word(Verdict.FAIL));
      assertThat(raw).doesNotContainPattern("[✓✕≈]\\h*\\R");
    }
  }

  /** How often a text stands in another. */
  private static long count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1L;
  }

  /** Its criteria several times over, so that they come at many heights of a page. */
  private static ReportInput longer(ReportInput input, int times) {
    Scorecard card = input.scorecard();
    List<CriterionResult> criteria =
        Collections.nCopies(times, card.criteria()).stream().flatMap(List::stream).toList();
    Scorecard more =
        new Scorecard(
            card.rack(),
            card.plan(),
            card.planVersion(),
            card.planHash(),
            card.startMillis(),
            card.scoredToMillis(),
            card.complete(),
            card.phases(),
            criteria,
            card.score(),
            card.decided(),
            card.recommendation(),
            card.reasons());
    return new ReportInput(
        input.campaign(),
        input.plan(),
        input.rack(),
        more,
        input.traces(),
        input.data(),
        input.software());
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void plotStandsOnThePageOfTheHeadingAndTheFiguresThatItBelongsTo(Language language)
      throws Exception {
    Phrases say = Phrases.in(language);
    ReportInput input = longer(FAILING, 4);
    try (PDDocument pdf = Loader.loadPDF(ReportWriter.pdf(input, language))) {
      PDFTextStripper reader = new PDFTextStripper();
      long plots = 0;
      for (int page = 1; page <= pdf.getNumberOfPages(); page++) {
        reader.setStartPage(page);
        reader.setEndPage(page);
        String text = plain(reader.getText(pdf));
        long drawn =
            count(text, plain(say.say("plot.grey"))) + count(text, plain(say.say("plot.none")));
        assertThat(drawn)
            .as("plots on page %s: %s", page, text)
            .isEqualTo(count(text, plain(say.say("fact.statistic")) + " "));
        plots += drawn;
      }
      assertThat(plots).isEqualTo(input.scorecard().criteria().size());
    }
  }

  @Test
  void campaignWithoutAnyDataStillGivesAPdf() throws Exception {
    try (PDDocument pdf = Loader.loadPDF(ReportWriter.pdf(ReportCases.empty(), Language.EN))) {
      assertThat(text(pdf)).contains("No recommendation yet");
    }
  }
}
