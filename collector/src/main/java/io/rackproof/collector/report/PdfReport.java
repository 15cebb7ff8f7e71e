package io.rackproof.collector.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FSFontUseCase;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.svgsupport.BatikSVGDrawer;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PageMode;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The page laid out on A4 sheets. All fonts are inside, in the parts that are used; the time of its
 * making is the time up to which was judged, so that the same input gives the same bytes.
 */
final class PdfReport {

  private static final String FONTS = "font/";
  private static final int PLAIN = 400;
  private static final int BOLD = 700;

  static {
    // It tells each step of each layout; what it cannot lay out throws.
    XRLog.setLoggingEnabled(false);
  }

  private PdfReport() {}

  /**
   * @throws IllegalStateException when it cannot be laid out
   */
  static byte[] write(ReportInput input, Language language) {
    return of(
        HtmlReport.print(input, language), input.software(), input.scorecard().scoredToMillis());
  }

  /**
   * @param page well-formed XHTML with all of its styles inside
   * @param millis what is told as the time of its making
   */
  static byte[] of(String page, String software, long millis) {
    try (BatikSVGDrawer plots = new BatikSVGDrawer();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      PdfRendererBuilder builder = new PdfRendererBuilder();
      font(builder, "DejaVuSansCondensed.ttf", "Report", PLAIN, true);
      font(builder, "DejaVuSansCondensed-Bold.ttf", "Report", BOLD, true);
      font(builder, "DejaVuSansMono.ttf", "Report Mono", PLAIN, false);
      builder
          .useSVGDrawer(plots)
          // Tagged for screen readers (PDF/UA); fonts of the machine are not looked at.
          .usePdfUaAccessibility(true)
          .withW3cDocument(parse(page), "")
          // Nothing is fetched: a page that asks for something has been tampered with.
          .useUriResolver((base, uri) -> null)
          .withProducer(software);
      try (PdfBoxRenderer renderer = builder.buildPdfRenderer();
          PDDocument pdf = renderer.createPDFKeepOpen()) {
        date(pdf, millis);
        pdf.save(out);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void font(
      PdfRendererBuilder builder, String file, String family, int weight, boolean inPlots) {
    Set<FSFontUseCase> uses =
        inPlots
            ? EnumSet.of(FSFontUseCase.DOCUMENT, FSFontUseCase.SVG)
            : EnumSet.of(FSFontUseCase.DOCUMENT);
    builder.useFont(() -> open(FONTS + file), family, weight, FontStyle.NORMAL, true, uses);
  }

  private static InputStream open(String name) {
    InputStream in = PdfReport.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + " is missing from the jar");
    }
    return in;
  }

  private static void date(PDDocument pdf, long millis) {
    GregorianCalendar time =
        GregorianCalendar.from(
            ZonedDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
    PDDocumentInformation about = pdf.getDocumentInformation();
    about.setCreationDate(time);
    about.setModificationDate(time);
    pdf.setDocumentId(millis);
    pdf.getDocumentCatalog().setPageMode(PageMode.USE_OUTLINES);
  }

  private static Document parse(String page) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("the page is well-formed", e);
    }
  }
}
