package io.rackproof.collector.plan;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An acceptance plan. Immutable.
 *
 * @param format of the file: what its keys mean
 * @param name of the plan
 * @param version that its author counts
 * @param title for people; the name when the plan gives none
 * @param coverage least share of the judged time that good samples must hold, 0 to 1
 * @param maxGap the longest that a sample holds
 * @param clockSkew beyond which verdicts are not to be trusted
 * @param interval at which the rack must be polled for the plan to be judged; empty when it does
 *     not say
 * @param decisionRule what uncertainty does to verdicts
 * @param accuracies by metric, in the place of what the devices' profiles say
 * @param emissions what energy costs in carbon; empty when the plan does not say
 * @param phases in the plan's order
 * @param criteria in the plan's order
 * @param policy when the option is exercised
 * @param text the file as it was read
 */
public record Plan(
    int format,
    String name,
    int version,
    String title,
    double coverage,
    Duration maxGap,
    Duration clockSkew,
    Optional<Duration> interval,
    DecisionRule decisionRule,
    Map<String, Accuracy> accuracies,
    Optional<Emissions> emissions,
    List<Phase> phases,
    List<Criterion> criteria,
    DecisionPolicy policy,
    String text) {

  /** The latest format that is read; all before it are read as well. */
  public static final int FORMAT = 1;

  public Plan {
    accuracies = Map.copyOf(accuracies);
    phases = List.copyOf(phases);
    criteria = List.copyOf(criteria);
  }

  /**
   * Reads a plan file.
   *
   * @throws InvalidDocumentException with every mistake
   */
  public static Plan read(Path file) throws InvalidDocumentException {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw refuse(file, "there is no such file");
    } catch (IOException e) {
      throw refuse(file, "cannot be read: " + e.getMessage());
    }
  }

  private static InvalidDocumentException refuse(Path file, String message) {
    return new InvalidDocumentException(
        List.of(new io.rackproof.document.Problem(file.toString(), 0, 0, "", message)));
  }

  /**
   * Reads a plan's text; the name stands for the file in messages.
   *
   * @throws InvalidDocumentException with every mistake
   */
  public static Plan parse(String name, String text) throws InvalidDocumentException {
    return new PlanParser(Catalogue.load()).parse(name, text);
  }

  public Optional<Phase> phase(String phaseName) {
    return phases.stream().filter(p -> p.name().equals(phaseName)).findFirst();
  }

  public Optional<Criterion> criterion(String id) {
    return criteria.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  /** The names of all metrics that its signals read. */
  public Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    for (Criterion criterion : criteria) {
      criterion.signals().forEach(s -> metrics.addAll(s.expression().metrics()));
    }
    for (Phase phase : phases) {
      if (phase.entry() instanceof Phase.When when) {
        metrics.addAll(when.signal().expression().metrics());
        when.until().ifPresent(u -> metrics.addAll(u.signal().expression().metrics()));
      }
    }
    return metrics;
  }

  /** SHA-256 of its text, hexadecimal. */
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
