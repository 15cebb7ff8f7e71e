package io.rackproof.collector.evidence;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a bundle states: its files with their hashes, and what they say. Its text is an in-toto
 * Statement v1.
 *
 * @param campaign id of the campaign
 * @param day the day, in UTC, on which waivers were looked at
 * @param software name and version of the program that judged
 * @param revision 1 for the first bundle of a campaign
 * @param previous SHA-256 of the manifest of the revision before; empty for the first
 * @param verdicts by rack: PASS, MARGINAL, FAIL or INCONCLUSIVE
 * @param files SHA-256 by name
 */
public record Manifest(
    String campaign,
    LocalDate day,
    String software,
    int revision,
    Optional<String> previous,
    SortedMap<String, String> verdicts,
    SortedMap<String, String> files) {

  static final String STATEMENT = "https://in-toto.io/Statement/v1";

  /** Ours; a name that needs no network to mean something. */
  static final String PREDICATE = "urn:rackproof:evidence:v1";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public Manifest {
    verdicts = Collections.unmodifiableSortedMap(new TreeMap<>(verdicts));
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** The statement, JSON in UTF-8. */
  public byte[] toBytes() {
    ObjectNode node = JSON.createObjectNode();
    node.put("_type", STATEMENT);
    ArrayNode subjects = node.putArray("subject");
    files.forEach(
        (name, hash) ->
            subjects.addObject().put("name", name).putObject("digest").put("sha256", hash));
    node.put("predicateType", PREDICATE);
    ObjectNode predicate = node.putObject("predicate");
    predicate.put("campaign", campaign);
    predicate.put("day", day.toString());
    predicate.put("software", software);
    predicate.put("revision", revision);
    predicate.put("previous", previous.orElse(null));
    ObjectNode racks = predicate.putObject("verdicts");
    verdicts.forEach(racks::put);
    return (node.toPrettyString().replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a statement.
   *
   * @throws BadBundleException saying what is wrong
   */
  public static Manifest parse(byte[] bytes) throws BadBundleException {
    try {
      JsonNode node = JSON.readTree(bytes);
      require(node, "_type", STATEMENT);
      require(node, "predicateType", PREDICATE);
      JsonNode predicate = node.path("predicate");
      SortedMap<String, String> files = new TreeMap<>();
      for (JsonNode subject : node.path("subject")) {
        String name = subject.path("name").asText();
        if (!Container.isName(name) || files.put(name, hash(subject)) != null) {
          throw new BadBundleException("the manifest names a file '" + name + "' wrongly");
        }
      }
      SortedMap<String, String> verdicts = new TreeMap<>();
      for (Map.Entry<String, JsonNode> rack : predicate.path("verdicts").properties()) {
        verdicts.put(rack.getKey(), rack.getValue().asText());
      }
      return new Manifest(
          predicate.path("campaign").asText(),
          LocalDate.parse(predicate.path("day").asText()),
          predicate.path("software").asText(),
          predicate.path("revision").asInt(),
          Optional.ofNullable(predicate.path("previous").textValue()),
          verdicts,
          files);
    } catch (IOException | DateTimeException e) {
      throw new BadBundleException("the manifest cannot be read: " + e.getMessage());
    }
  }

  private static void require(JsonNode node, String key, String value) throws BadBundleException {
    if (!node.path(key).asText().equals(value)) {
      throw new BadBundleException(
          "the manifest's " + key + " is '" + node.path(key).asText() + "', not '" + value + "'");
    }
  }

  private static String hash(JsonNode subject) throws BadBundleException {
    String hash = subject.path("digest").path("sha256").asText();
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new BadBundleException("the manifest has no SHA-256 of " + subject.path("name"));
    }
    return hash;
  }
}
