package io.rackproof.collector.report;

/** Reports in each of their forms. The same input gives the same text. */
public final class ReportWriter {

  private ReportWriter() {}

  /** One file for people that needs no other, nor a network nor scripts; in English. */
  public static String html(ReportInput input) {
    return html(input, Language.EN);
  }

  /** The same in a language. */
  public static String html(ReportInput input, Language language) {
    return HtmlReport.screen(input, language);
  }

  /** The page on A4 sheets, with its fonts inside. The same input gives the same bytes. */
  public static byte[] pdf(ReportInput input, Language language) {
    return PdfReport.write(input, language);
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
