package io.rackproof.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatalogueTest {

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
}
