package io.rackproof.collector;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.report.ReportWriter;
import io.rackproof.collector.score.Scorecard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where reports of recorded samples are written: {@code verdict.json}, {@code report.html} and
 * {@code junit.xml}; of several racks in a folder each, with an {@code index.json}.
 */
final class ReportFolder {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  ReportFolder(Path folder) {
    this.folder = folder;
  }

  /** Writes all, and tells the verdicts. */
  void write(List<ReportInput> inputs, PrintWriter console) throws UserException {
    if (inputs.size() == 1) {
      write(inputs.get(0), folder, console);
      return;
    }
    ObjectNode index = JSON.createObjectNode();
    ArrayNode racks = index.putArray("racks");
    for (ReportInput input : inputs) {
      String rack = folderName(input.rack().id());
      write(input, folder.resolve(rack), console);
      Scorecard card = input.scorecard();
      ObjectNode entry = racks.addObject();
      entry.put("rack", input.rack().id());
      entry.put("verdict", card.verdict().name());
      entry.put("recommendation", card.recommendation().name());
      if (card.score().isPresent()) {
        entry.put("score", card.score().getAsDouble());
      } else {
        entry.putNull("score");
      }
      entry.put("decided", card.decided());
      entry.put("report", rack + "/verdict.json");
    }
    put(folder.resolve("index.json"), index.toPrettyString() + "\n");
  }

  /** A rack's label may hold anything; a folder's name may not. */
  static String folderName(String rack) {
    return rack.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static void write(ReportInput input, Path folder, PrintWriter console)
      throws UserException {
    String json = ReportWriter.json(input);
    put(folder.resolve("verdict.json"), json);
    put(folder.resolve("report.html"), ReportWriter.html(input));
    put(folder.resolve("junit.xml"), ReportWriter.junit(input));
    Scorecard card = input.scorecard();
    try {
      ScorecardText.print(JSON.readTree(json), console);
    } catch (IOException e) {
      throw new IllegalStateException("a report is JSON", e);
    }
    console.printf(
        Locale.ROOT,
        "rack %s: %s, recommendation %s, score %s, %.1f %% decided%n",
        input.rack().id(),
        card.verdict(),
        card.recommendation(),
        card.score().isPresent()
            ? String.format(Locale.ROOT, "%.1f", card.score().getAsDouble())
            : "none",
        100 * card.decided());
    console.println("reports in " + folder);
    console.flush();
  }

  static void put(Path file, String text) throws UserException {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserException(Main.FAULT, "cannot write " + file + ": " + e.getMessage());
    }
  }
}
