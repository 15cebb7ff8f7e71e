package io.rackproof.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.SurefireReportParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JUnit XML as the reader of Maven's own site reports takes it. */
class JUnitReaderTest {

  @TempDir Path folder;

  @Test
  void readerOfMavenSeesEachVerdict() throws Exception {
    Files.writeString(
        folder.resolve("TEST-acceptance.xml"), ReportWriter.junit(ReportCases.failing()));
    List<ReportTestSuite> suites =
        new SurefireReportParser(List.of(folder.toFile()), new NullConsoleLogger())
            .parseXMLReportFiles();
    assertThat(suites).isNotEmpty();
    assertThat(suites.stream().mapToInt(ReportTestSuite::getNumberOfTests).sum()).isEqualTo(5);
    assertThat(suites.stream().mapToInt(ReportTestSuite::getNumberOfFailures).sum()).isEqualTo(1);
    assertThat(suites.stream().mapToInt(ReportTestSuite::getNumberOfErrors).sum()).isEqualTo(1);
    List<ReportTestCase> cases = suites.stream().flatMap(s -> s.getTestCases().stream()).toList();
    assertThat(cases)
        .anyMatch(c -> c.hasFailure() && c.getName().equals("COOL-26 Flow per heat"))
        .anyMatch(c -> c.hasError() && c.getName().equals("NET-33 No receive errors"))
        .anyMatch(c -> c.isSuccessful() && c.getName().startsWith("PWR-02"));
    assertThat(cases.stream().filter(ReportTestCase::hasFailure).findFirst().orElseThrow())
        .satisfies(c -> assertThat(c.getFailureMessage()).contains("Flow fell to 172.1 L/min"));
  }
}
