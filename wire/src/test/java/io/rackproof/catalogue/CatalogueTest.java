package io.rackproof.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  /** When this fails, the list is written in a way that {@link CatalogueLines} does not know. */
  @Test
  void whatIsReadLineByLineIsWhatAYamlParserReads() throws Exception {
    String text = shipped();
    Catalogue lines = CatalogueLines.read(text).orElseThrow();
    Catalogue parsed = Catalogue.parse("metrics.yaml", text);
    assertThat(lines.all()).hasSizeGreaterThan(100).containsExactlyElementsOf(parsed.all());
    assertThat(lines.own()).hasSizeGreaterThan(50).containsExactlyElementsOf(parsed.own());
  }

  @Test
  void whatIsWrittenInAnotherWayIsLeftToTheParser() throws Exception {
    String text = shipped();
    assertThat(CatalogueLines.read(text.replaceFirst("kind: gauge", "kind: gage"))).isEmpty();
    assertThat(CatalogueLines.read(text.replaceFirst("roles: \\[pdu]", "roles: [pud]"))).isEmpty();
    assertThat(CatalogueLines.read(text.replaceFirst("plausible:", "likely:"))).isEmpty();
    assertThat(CatalogueLines.read(text.replaceFirst("help: \"", "help: \"\\\\"))).isEmpty();
    assertThat(CatalogueLines.read(text + "  \"W\": [0, 1]\n")).isEmpty();
    assertThat(CatalogueLines.read("")).isEmpty();
  }

  private static String shipped() throws IOException {
    try (InputStream in = Catalogue.class.getResourceAsStream("metrics.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyNameFollowsTheConventions() {
    for (Metric metric : Catalogue.load().all()) {
      assertThat(metric.name()).matches("[a-z][a-z0-9_]*");
      assertThat(metric.name().endsWith("_total"))
          .as(metric.name())
          .isEqualTo(metric.kind() == Metric.Kind.COUNTER);
      assertThat(metric.name().endsWith("_info"))
          .as(metric.name())
          .isEqualTo(metric.kind() == Metric.Kind.INFO);
      assertThat(metric.help()).endsWith(".");
      assertThat(metric.roles()).isNotEmpty();
    }
  }

  @Test
  void everyPhysicalGaugeHasAPlausibleRange() {
    for (Metric metric : Catalogue.load().all()) {
      boolean physical =
          metric.kind() == Metric.Kind.GAUGE
              && !metric.unit().equals("1")
              && !metric.unit().equals("s");
      assertThat(metric.plausible().isPresent() || !physical).as(metric.name()).isTrue();
    }
    Metric supply = Catalogue.load().metric("cdu_supply_temperature_celsius").orElseThrow();
    assertThat(supply.plausible()).contains(new Metric.Range(-20, 110));
    assertThat(supply.plausible().orElseThrow().contains(300)).isFalse();
    assertThat(Catalogue.load().metric("psu_temperature_celsius").orElseThrow().plausible())
        .as("by its unit")
        .contains(new Metric.Range(-60, 200));
  }

  @Test
  void unitIsTheSuffixOfTheName() {
    for (Metric metric : Catalogue.load().all()) {
      String suffix =
          switch (metric.unit()) {
            case "W" -> "_watts";
            case "A" -> "_amperes";
            case "V" -> "_volts";
            case "VA" -> "_voltamperes";
            case "Hz" -> "_hertz";
            case "°C" -> "_celsius";
            case "L/min" -> "_liters_per_minute";
            case "Pa" -> "_pascals";
            case "rpm" -> "_rpm";
            case "bit/s" -> "_bits_per_second";
            case "J" -> "_joules_total";
            case "By" -> "_bytes_total";
            default -> "";
          };
      assertThat(metric.name()).endsWith(suffix);
    }
  }

  @Test
  void whatRackproofTellsOfItselfIsNoMetricOfADevice() {
    Catalogue catalogue = Catalogue.load();
    assertThat(catalogue.own()).isNotEmpty();
    for (Metric metric : catalogue.own()) {
      assertThat(catalogue.metric(metric.name())).as(metric.name()).isEmpty();
      assertThat(metric.roles()).as(metric.name()).isEmpty();
      assertThat(metric.help()).endsWith(".");
      assertThat(metric.name().matches(".*(_total|_count|_sum)"))
          .as(metric.name())
          .isEqualTo(metric.kind() == Metric.Kind.COUNTER);
      assertThat(metric.name().endsWith("_info"))
          .as(metric.name())
          .isEqualTo(metric.kind() == Metric.Kind.INFO);
      if (metric.unit().equals("s")) {
        assertThat(metric.name()).contains("_seconds");
      }
      if (metric.unit().equals("By")) {
        assertThat(metric.name()).endsWith("_bytes");
      }
    }
  }
}
