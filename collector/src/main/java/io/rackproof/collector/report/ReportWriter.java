package io.rackproof.collector.report;

/** Reports in each of their forms. The same input gives the same text. */
public final class ReportWriter {

  private ReportWriter() {}

  /** One file for people that needs no other, nor a network nor scripts. */
  public static String html(ReportInput input) {
    return new HtmlReport(input).write();
  }

  /** {@code report.json}, described in {@code docs/report.md}. */
  public static String json(ReportInput input) {
    return JsonReport.write(input);
  }

  /** JUnit XML for build servers: one case a criterion. */
  public static String junit(ReportInput input) {
    return JUnitReport.write(input);
  }

  /** Tables for spreadsheets: a row for each member of each criterion. */
  public static String csv(ReportInput input) {
    return CsvReport.write(input);
  }

  /** OCP test and validation output 2.0, JSON Lines. */
  public static String ocp(ReportInput input) {
    return OcpReport.write(input);
  }
}
