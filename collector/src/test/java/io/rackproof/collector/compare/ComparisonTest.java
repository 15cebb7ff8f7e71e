package io.rackproof.collector.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.compare.Candidate.Measure;
import io.rackproof.collector.compare.Comparison.Cell;
import io.rackproof.collector.report.Condition;
import io.rackproof.collector.report.Language;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.RackIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final String AIR = "cdu_air_inlet_temperature_celsius";

  /** A run of a rack of a lot, with one temperature; the parts that a test changes by name. */
  private record Run(
      String rack,
      String lot,
      double celsius,
      String hash,
      String limit,
      String signal,
      String outcome,
      double air,
      long start) {

    static Run of(String rack, String lot, double celsius) {
      return new Run(rack, lot, celsius, "h1", "<= 32 °C", "t", "COMPLETED", 24, 0);
    }

    Run plan(String changedHash, String changedLimit, String changedSignal) {
      return new Run(
          rack, lot, celsius, changedHash, changedLimit, changedSignal, outcome, air, start);
    }

    Run outcome(String changed) {
      return new Run(rack, lot, celsius, hash, limit, signal, changed, air, start);
    }

    Run air(double changed) {
      return new Run(rack, lot, celsius, hash, limit, signal, outcome, changed, start);
    }

    Run start(long changed) {
      return new Run(rack, lot, celsius, hash, limit, signal, outcome, air, changed);
    }

    Candidate candidate() {
      Verdict verdict = celsius <= 32 ? Verdict.PASS : Verdict.FAIL;
      return new Candidate(
          "c" + start + "-" + rack,
          new RackIdentity(rack, "gen2", "maker", "site-" + lot, lot, ""),
          start,
          "small version 1",
          hash,
          outcome,
          verdict,
          "UNDECIDED",
          OptionalDouble.of(100),
          List.of(
              new Measure(
                  "COOL-14",
                  "Supply",
                  "load",
                  signal,
                  "max",
                  limit,
                  "°C",
                  verdict,
                  Double.isNaN(celsius) ? OptionalDouble.empty() : OptionalDouble.of(celsius))),
          Double.isNaN(air) ? List.of() : List.of(Condition.of(AIR, air)));
    }
  }

  private static Comparison compare(By by, Run... runs) {
    return Comparison.of(List.of(runs).stream().map(Run::candidate).toList(), by);
  }

  private static Cell second(Run... runs) {
    return compare(By.RUN, runs).rows().get(0).cells().get(1);
  }

  @Test
  void valuesOfTheSamePlanAreSetAgainstTheFirstColumn() {
    Cell cell = second(Run.of("a", "EVT", 30), Run.of("b", "EVT", 31.5));
    assertThat(cell.delta().getAsDouble()).isEqualTo(1.5);
    assertThat(cell.whyNoDelta()).isEmpty();
  }

  @Test
  void deltaOfTemperaturesIsInKelvin() {
    JsonNode row =
        ComparisonJson.of(compare(By.RUN, Run.of("a", "EVT", 30), Run.of("b", "EVT", 31.5)))
            .path("criteria")
            .path(0);
    assertThat(row.path("unit").asText()).isEqualTo("°C");
    assertThat(row.path("deltaUnit").asText()).isEqualTo("K");
  }

  @Test
  void anotherPlanVersionKeepsItsDeltasWhereTheCriterionIsTheSame() {
    Run other = Run.of("b", "EVT", 31);
    assertThat(second(Run.of("a", "EVT", 30), other.plan("h2", "<= 32 °C", "t")).delta())
        .hasValue(1);
    Cell limit = second(Run.of("a", "EVT", 30), other.plan("h2", "<= 30 °C", "t"));
    assertThat(limit.delta()).isEmpty();
    assertThat(limit.whyNoDelta())
        .isEqualTo("other plan version: limit differs (<= 32 °C against <= 30 °C)");
    assertThat(second(Run.of("a", "EVT", 30), other.plan("h2", "<= 32 °C", "u")).whyNoDelta())
        .isEqualTo("other plan version: signal differs");
  }

  @Test
  void runsThatDidNotCompleteAndOtherConditionsGiveNoDelta() {
    Run first = Run.of("a", "EVT", 30);
    assertThat(second(first, Run.of("b", "EVT", 31).outcome("ABORTED")).whyNoDelta())
        .isEqualTo("the run of b is aborted");
    assertThat(second(first, Run.of("b", "EVT", 31).air(25.9)).delta()).isPresent();
    assertThat(second(first, Run.of("b", "EVT", 31).air(26.5)).whyNoDelta())
        .isEqualTo("other conditions: air entering 24.0 °C against 26.5 °C");
    Comparison untold = compare(By.RUN, first, Run.of("b", "EVT", 31).air(Double.NaN));
    assertThat(untold.rows().get(0).cells().get(1).delta()).isPresent();
    assertThat(untold.notes()).anyMatch(n -> n.contains("may be of the room"));
  }

  @Test
  void lotTellsHowManyItsMeanAndItsSpread() {
    Comparison lots =
        compare(
            By.LOT,
            Run.of("a", "EVT", 30),
            Run.of("b", "EVT", 31),
            Run.of("c", "EVT", 33.5),
            Run.of("d", "DVT", 30),
            Run.of("e", "DVT", 29));
    Cell evt = lots.rows().get(0).cells().get(0);
    assertThat(evt.verdicts()).containsEntry(Verdict.FAIL, 1).containsEntry(Verdict.PASS, 2);
    assertThat(evt.worst()).contains(Verdict.FAIL);
    Spread spread = evt.values().orElseThrow();
    assertThat(spread.n()).isEqualTo(3);
    assertThat(spread.mean()).isCloseTo(31.5, within(1e-12));
    assertThat(spread.min()).isEqualTo(30);
    assertThat(spread.max()).isEqualTo(33.5);
    // sqrt((1.5² + 0.5² + 2²) / 2)
    assertThat(spread.deviation().getAsDouble()).isCloseTo(1.8027756377319946, within(1e-12));
    Cell dvt = lots.rows().get(0).cells().get(1);
    assertThat(dvt.values().orElseThrow().deviation()).isEmpty();
    assertThat(dvt.delta().getAsDouble()).isCloseTo(-2, within(1e-12));
    assertThat(lots.columns().get(0).proven()).isEqualTo("2 of 3 racks pass");
    assertThat(lots.columns().get(1).proven())
        .isEqualTo(
            "2 of 2 racks pass: that proves 22 % reliability at 95 % confidence, which is little");
  }

  @Test
  void rackWithSeveralRunsCountsOnceInItsLotAndWithAllByRack() {
    Run first = Run.of("a", "EVT", 33).start(1);
    Run second = Run.of("a", "EVT", 30).start(2);
    Comparison lot = compare(By.LOT, second, first, Run.of("b", "EVT", 31));
    assertThat(lot.columns().get(0).racks()).isEqualTo(2);
    assertThat(lot.rows().get(0).cells().get(0).values().orElseThrow().max()).isEqualTo(31);
    assertThat(lot.notes()).contains("EVT: of a rack with several runs the latest counts");
    Comparison rack = compare(By.RACK, first, second);
    assertThat(rack.columns().get(0).racks()).isEqualTo(1);
    assertThat(rack.rows().get(0).cells().get(0).values().orElseThrow().n()).isEqualTo(2);
  }

  @Test
  void threeOfThreeProveThirtySevenPercent() {
    assertThat(Column.reliability(3)).isCloseTo(0.3684, within(1e-4));
    assertThat(Column.reliability(1)).isCloseTo(0.05, within(1e-12));
    assertThat(Column.reliability(59)).isGreaterThan(0.95);
  }

  @Test
  void whatWasNotMeasuredHasNoDeltaAndSaysSo() {
    assertThat(second(Run.of("a", "EVT", 30), Run.of("b", "EVT", Double.NaN)).whyNoDelta())
        .isEqualTo("nothing was measured");
    assertThat(second(Run.of("a", "EVT", Double.NaN), Run.of("b", "EVT", 30)).whyNoDelta())
        .isEqualTo("the first column has no value");
  }

  @Test
  void fileThatIsNoReportIsRefused() throws Exception {
    ObjectMapper json = new ObjectMapper();
    assertThatThrownBy(() -> VerdictFile.read(json.readTree("{\"rack\": 1}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no JSON report");
    assertThatThrownBy(
            () ->
                VerdictFile.read(
                    json.readTree(
                        "{\"rack\": {\"id\": \"a\"}, \"campaign\": {\"id\": \"c\","
                            + " \"start\": \"2026-11-24T10:00:00Z\"},"
                            + " \"criteria\": [], \"verdict\": \"GOOD\"}")))
        .hasMessageContaining("'GOOD' is no verdict");
  }

  @Test
  void fileForPeopleTellsSpreadAndWhyThereIsNoDelta() throws Exception {
    Comparison comparison =
        Comparison.of(
            List.of(
                Run.of("a", "EVT2", 29).candidate(),
                Run.of("b", "EVT2", 30).candidate(),
                Run.of("c", "EVT2", 31).candidate(),
                Run.of("d", "EVT3", 32.5).candidate(),
                Run.of("e", "EVT<4>", 30).air(30).candidate()),
            By.LOT);
    String page = ComparisonReport.html(comparison, Language.EN, "rackproof 1");
    assertThat(page)
        .contains("Comparison by lot: EVT2, EVT3, EVT&lt;4&gt;")
        .contains("+2.5\u00A0K")
        .contains("no Δ: other conditions: air entering 24.0 °C against 30.0 °C")
        .contains(">1\u00A0K<")
        .doesNotContain("<script")
        .doesNotContain("url(");
    byte[] pdf = ComparisonReport.pdf(comparison, Language.EN, "rackproof 1");
    assertThat(ComparisonReport.pdf(comparison, Language.EN, "rackproof 1")).isEqualTo(pdf);
    String out = System.getProperty("rackproof.report.out", "");
    if (!out.isEmpty()) {
      Files.write(Path.of(out + ".comparison.pdf"), pdf); // to look at it
    }
    try (PDDocument read = Loader.loadPDF(pdf)) {
      String text = new PDFTextStripper().getText(read).replace('\u00A0', ' ');
      assertThat(text).contains("COOL-14 Supply").contains("+2.5 K").contains("3 Pass");
      assertThat(read.getNumberOfPages()).isEqualTo(1);
    }
  }

  @Test
  void fileForPeopleIsInFrenchToTheLastWord() {
    Comparison comparison =
        Comparison.of(
            List.of(
                Run.of("a", "EVT2", 29).candidate(),
                Run.of("a", "EVT2", 29.25).candidate(),
                Run.of("d", "EVT3", 32.5).candidate(),
                Run.of("e", "", 30).air(30).candidate(),
                Run.of("f", "EVT5", Double.NaN).candidate()),
            By.LOT);
    String page = ComparisonReport.html(comparison, Language.FR, "rackproof 1");
    assertThat(page.replace('\u00A0', ' ').replace("&#39;", "'"))
        .contains("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"fr\">")
        .contains("Comparaison par lot : EVT2, EVT3, lot non indiqué, EVT5")
        .contains("EVT2 : d'une baie qui a plusieurs essais, le dernier compte")
        .contains("Si peu de baies démontrent peu : 3 conformes sur 3")
        .contains("+3,2 K")
        .contains("pas de Δ : autres conditions : air entrant 24,0 °C contre 30,0 °C")
        .contains("pas de Δ : rien n'a été mesuré")
        .contains("✓")
        .contains("Conforme");
    String words = page.replaceAll("(?s)<style>.*?</style>", " ").replaceAll("<[^>]+>", "\n");
    assertThat(words)
        .doesNotContainPattern(
            "\\b(the|of|and|is|are|against|racks?|limits?|told|measured|verdicts? of)\\b");
    assertThat(ComparisonReport.pdf(comparison, Language.FR, "rackproof 1"))
        .isEqualTo(ComparisonReport.pdf(comparison, Language.FR, "rackproof 1"));
  }
}
