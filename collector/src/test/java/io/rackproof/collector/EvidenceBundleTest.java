package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.rackproof.collector.evidence.Container;
import io.rackproof.collector.evidence.Envelope;
import io.rackproof.collector.evidence.Manifest;
import io.rackproof.collector.evidence.Sha256;
import io.rackproof.collector.evidence.SigningKey;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.web.ServedCollector;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code bundle} and {@code verify}, of a campaign that a collector ran. */
class EvidenceBundleTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 120;
  private static final Pattern FINGERPRINT = Pattern.compile("sha256:[0-9a-f]{64}");

  @TempDir Path folder;

  private ServedCollector collector;
  private String campaign = "";
  private final StringWriter told = new StringWriter();

  @BeforeEach
  void runCampaign() throws Exception {
    Path data = folder.resolve("data");
    collector = ServedCollector.start(data, new EvidenceBundler(data));
    collector.second("gen2-007", 0, 30);
    JsonNode begun =
        ServedCollector.json(
            collector.post(
                "/api/campaigns",
                Map.of(
                    "racks",
                    new String[] {"gen2-007"},
                    "plan",
                    SentRack.PLAN_BY_HAND,
                    "file",
                    "p.yaml")));
    campaign = begun.path("id").asText();
    for (int second = 1; second < SECONDS; second++) {
      if (second == 20 || second == 60) {
        collector.at(second);
        post("marks", Map.of("phase", "failover", "entered", second == 20));
      }
      collector.second("gen2-007", second, second == 77 ? 33.25 : 30);
    }
    collector.lose("gen2-007", SentRack.START + 90_000, SentRack.START + 91_000, 3);
    collector.at(SECONDS);
    post("annotations", Map.of("text", "123", "author", "änn"));
    post("entries", Map.of("criterion", "CAB-01", "by", "A. Tester", "verdict", "pass"));
    post(
        "waivers",
        Map.of("criterion", "COOL-14", "by", "A", "reason", "one peak", "expires", "2999-01-01"));
    post("finish", Map.of());
    post("decisions", Map.of("decision", "RETEST", "by", "B", "reason", "mend the peak"));
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private void post(String what, Map<String, Object> body) throws Exception {
    var answer = collector.post("/api/campaigns/" + campaign + "/" + what, body);
    assertThat(answer.statusCode()).as(what + ": " + answer.body()).isBetween(200, 299);
  }

  private int run(String... arguments) {
    told.getBuffer().setLength(0);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(told, true));
    line.setErr(new PrintWriter(told, true));
    return line.execute(arguments);
  }

  private Path bundle(String name, String... more) {
    Path out = folder.resolve(name);
    List<String> arguments = new java.util.ArrayList<>();
    arguments.addAll(List.of("bundle", campaign, "--out", out.toString()));
    arguments.addAll(List.of("--key", folder.resolve("signing.pem").toString()));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--server")) {
      arguments.addAll(List.of("--store", folder.resolve("data").toString()));
    }
    assertThat(run(arguments.toArray(String[]::new))).as(told.toString()).isZero();
    return out;
  }

  private String signer() {
    Matcher matcher = FINGERPRINT.matcher(told.toString());
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }

  private Path opened(Path bundle) throws Exception {
    Path out = Files.createTempDirectory(folder, "opened");
    Container.extract(bundle, out);
    return out;
  }

  private String download(Path to) throws Exception {
    HttpResponse<Path> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(collector.url() + "/api/campaigns/" + campaign + "/bundle"))
                    .timeout(java.time.Duration.ofSeconds(60))
                    .build(),
                HttpResponse.BodyHandlers.ofFile(to));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValue("Rackproof-Signer").orElseThrow();
  }

  @Test
  void bundlesThatAPageOffersAreAChainOfRevisions() throws Exception {
    Path first = folder.resolve("first.zip");
    Path again = folder.resolve("again.zip");
    Path next = folder.resolve("next.zip");
    String signer = download(first);
    assertThat(download(again)).isEqualTo(signer);
    assertThat(again).hasSameBinaryContentAs(first);
    post("decisions", Map.of("decision", "DECLINE", "by", "C", "reason", "no mending"));
    assertThat(download(next)).isEqualTo(signer);
    assertThat(run("verify", next.toString(), "--signer", signer, "--previous", first.toString()))
        .as(told.toString())
        .isZero();
    assertThat(told.toString()).contains("revision 2, follows");
  }

  @Test
  void bundleTellsTheSurroundingsThatTheReportTells() throws Exception {
    collector.close();
    Path data = folder.resolve("warm");
    collector = ServedCollector.start(data, new EvidenceBundler(data));
    collector.second("gen2-007", 0, 30);
    JsonNode begun =
        ServedCollector.json(
            collector.post(
                "/api/campaigns",
                Map.of(
                    "racks", new String[] {"gen2-007"}, "plan", SentRack.PLAN, "file", "p.yaml")));
    campaign = begun.path("id").asText();
    for (int second = 1; second < 90; second++) {
      collector.second("gen2-007", second, 30);
      collector.air("gen2-007", second, 23 + second % 7 / 10.0);
    }
    collector.at(90);
    post("finish", Map.of());
    Path bundle = folder.resolve("warm.zip");
    download(bundle);
    Path opened = opened(bundle);
    Path verdict = opened.resolve("verdicts/gen2-007/verdict.json");
    assertThat(JSON.readTree(verdict.toFile()).path("conditions").path(0).path("mean").asDouble())
        .isBetween(23.0, 24.0);
    String base = "/api/campaigns/" + campaign + "/report/";
    assertThat(Files.readString(verdict)).isEqualTo(named(collector.get(base + "json").body()));
    assertThat(Files.readString(opened.resolve("verdicts/gen2-007/report.html")))
        .isEqualTo(named(collector.get(base + "html").body()));
  }

  /** The collector of tests has a name of its own. */
  private static String named(String report) {
    return report.replace(ServedCollector.SOFTWARE, Software.name());
  }

  @Test
  void bundleThatAPageOffersIsVerifiedLikeAnyOther() throws Exception {
    Path bundle = folder.resolve("downloaded.zip");
    HttpResponse<Path> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(collector.url() + "/api/campaigns/" + campaign + "/bundle"))
                    .timeout(java.time.Duration.ofSeconds(60))
                    .build(),
                HttpResponse.BodyHandlers.ofFile(bundle));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"" + campaign + "-evidence.zip\"");
    String signer = answer.headers().firstValue("Rackproof-Signer").orElseThrow();
    assertThat(run("verify", bundle.toString(), "--signer", signer)).as(told.toString()).isZero();
    assertThat(told.toString()).contains("gen2-007/verdict.json is FAIL again");
    assertThat(collector.get("/api/campaigns/none/bundle").statusCode()).isEqualTo(404);
    assertThat(collector.get("/campaigns/" + campaign).body()).contains(campaign + "/bundle");
  }

  @Test
  void exportedSamplesGiveTheSameVerdict() throws Exception {
    Path file = folder.resolve("samples.parquet");
    for (String from :
        List.of("--store=" + folder.resolve("data"), "--server=" + collector.url())) {
      assertThat(run("export", campaign, from, "--out", file.toString()))
          .as(told.toString())
          .isZero();
      assertThat(told.toString()).contains("samples   " + file).contains("judged    --start 20");
      Path opened = opened(bundle("of" + from.charAt(3) + ".zip"));
      Path report = folder.resolve("report" + from.charAt(3));
      int status =
          run(
              "score",
              "--plan",
              opened.resolve("plan.yaml").toString(),
              "--samples",
              file.toString(),
              "--timeline",
              opened.resolve("timeline.yaml").toString(),
              "--instruments",
              opened.resolve("instruments.yaml").toString(),
              "--out",
              report.toString());
      assertThat(status).as(told.toString()).isLessThan(2);
      JsonNode scored = JSON.readTree(report.resolve("verdict.json").toFile());
      assertThat(scored.path("verdict").asText()).isEqualTo("FAIL");
      JsonNode bundled = JSON.readTree(opened.resolve("verdicts/gen2-007/verdict.json").toFile());
      for (int i = 0; i < bundled.path("criteria").size(); i++) {
        // The first sample is from before the start, and holds from it.
        JsonNode own = bundled.path("criteria").path(i);
        assertThat(scored.path("criteria").path(i).path("members")).isEqualTo(own.path("members"));
        assertThat(scored.path("criteria").path(i).path("reason")).isEqualTo(own.path("reason"));
      }
      assertThat(scored.path("data").path("samples").asLong()).isPositive();
    }
  }

  @Test
  void bundleIsVerifiedWithoutTheCollector() throws Exception {
    Path bundle = bundle("evidence.zip");
    assertThat(told.toString()).contains("gen2-007  FAIL").contains("new key");
    String signer = signer();
    assertThat(run("verify", bundle.toString(), "--signer", signer)).as(told.toString()).isZero();
    assertThat(told.toString())
        .contains("signature  ok     Ed25519 " + signer)
        .contains("archive    ok")
        .contains("verdicts/gen2-007/verdict.json is FAIL again")
        .contains("verdicts/gen2-007/report.html is the same again")
        .endsWith("VERIFIED\n");
    JsonNode verdict =
        JSON.readTree(opened(bundle).resolve("verdicts/gen2-007/verdict.json").toFile());
    assertThat(verdict.path("waivers").get(0).path("reason").asText()).isEqualTo("one peak");
    assertThat(verdict.path("decision").path("by").asText()).isEqualTo("B");
    assertThat(verdict.path("criteria").toString()).contains("3 samples were lost");
    Path schema = Path.of(System.getProperty("rackproof.root", ".."), "docs/report.schema.json");
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(JSON.readTree(schema.toFile()))
                .validate(verdict))
        .isEmpty();
  }

  @Test
  void samplesOfTheBundleAreTheFilesThatScoreReads() throws Exception {
    Path files = opened(bundle("evidence.zip"));
    Path out = folder.resolve("again");
    assertThat(
            run(
                "score",
                "--plan",
                files.resolve("plan.yaml").toString(),
                "--samples",
                files.resolve("samples") + "/*.parquet",
                "--timeline",
                files.resolve("timeline.yaml").toString(),
                "--instruments",
                files.resolve("instruments.yaml").toString(),
                "--out",
                out.toString()))
        .as(told.toString())
        .isZero();
    JsonNode again = JSON.readTree(out.resolve("verdict.json").toFile());
    JsonNode bundled = JSON.readTree(files.resolve("verdicts/gen2-007/verdict.json").toFile());
    assertThat(again.path("verdict")).isEqualTo(bundled.path("verdict"));
    assertThat(again.path("equipment")).isEqualTo(bundled.path("equipment"));
    assertThat(again.path("criteria").get(1).path("members"))
        .isEqualTo(bundled.path("criteria").get(1).path("members"));
  }

  @Test
  void runningCollectorGivesTheSameBundleAsItsFolder() throws Exception {
    Path near = bundle("near.zip");
    Path far = bundle("far.zip", "--server", collector.url());
    assertThat(run("verify", far.toString(), "--signer", signer())).as(told.toString()).isZero();
    Path a = opened(near);
    Path b = opened(far);
    for (String name : Container.names(a)) {
      if (!name.startsWith("samples/") && !name.equals("manifest.dsse.json")) {
        assertThat(b.resolve(name)).as(name).hasSameBinaryContentAs(a.resolve(name));
      }
    }
  }

  @Test
  void nobodyIsTrustedUnlessNamed() throws Exception {
    Path bundle = bundle("evidence.zip");
    assertThat(run("verify", bundle.toString())).isEqualTo(VerifyCommand.UNKNOWN_SIGNER);
    assertThat(told.toString()).contains("known to nobody here").contains("CONSISTENT, but");
    Path other = folder.resolve("other.pem");
    SigningKey stranger = SigningKey.create(other);
    Path pem = Files.writeString(folder.resolve("stranger.pem"), stranger.signer().pem());
    assertThat(run("verify", bundle.toString(), "--signer", pem.toString()))
        .isEqualTo(VerifyCommand.WRONG);
    assertThat(told.toString()).contains("signature  WRONG  of another signer");
    assertThat(run("verify", bundle.toString(), "--signer", "x")).isEqualTo(Main.MISTAKE);
  }

  @Test
  void changedByteInAnyFileIsRefusedAndTheFileNamed() throws Exception {
    Path bundle = bundle("evidence.zip");
    String signer = signer();
    byte[] bytes = Files.readAllBytes(bundle);
    Path files = opened(bundle);
    Path changed = folder.resolve("changed.zip");
    for (String name : Container.names(files)) {
      byte[] content = Files.readAllBytes(files.resolve(name));
      byte[] copy = bytes.clone();
      int at = indexOf(bytes, content) + content.length / 2;
      copy[at] ^= 1;
      Files.write(changed, copy);
      assertThat(run("verify", changed.toString(), "--signer", signer))
          .as(name)
          .isEqualTo(VerifyCommand.WRONG);
      assertThat(told.toString()).contains(name).contains("WRONG").endsWith("NOT VERIFIED\n");
    }
    byte[] header = bytes.clone();
    header[10] ^= 1;
    Files.write(changed, header);
    assertThat(run("verify", changed.toString(), "--signer", signer))
        .isEqualTo(VerifyCommand.WRONG);
    assertThat(told.toString()).contains("archive    WRONG  byte 10 was changed, at README.txt");
    Files.write(changed, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(run("verify", changed.toString(), "--signer", signer))
        .isEqualTo(VerifyCommand.WRONG);
    assertThat(told.toString()).contains("no whole ZIP archive");
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int at = 0; at + part.length <= all.length; at++) {
      if (java.util.Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not in there");
  }

  /** Signs a folder as its signer might who wants it to say something else. */
  private Path signed(Path files, String name) throws Exception {
    SigningKey key = SigningKey.read(folder.resolve("signing.pem"));
    byte[] envelope = Files.readAllBytes(files.resolve("manifest.dsse.json"));
    Manifest old = Manifest.parse(Envelope.parse(envelope).payload());
    Files.delete(files.resolve("manifest.dsse.json"));
    SortedMap<String, String> hashes = new TreeMap<>();
    for (String file : Container.names(files)) {
      hashes.put(file, Sha256.of(files.resolve(file)));
    }
    Manifest manifest =
        new Manifest(
            old.campaign(),
            old.day(),
            old.software(),
            old.revision(),
            old.previous(),
            old.verdicts(),
            hashes);
    Files.write(
        files.resolve("manifest.dsse.json"), Envelope.sign(manifest.toBytes(), key).toBytes());
    Path bundle = folder.resolve(name);
    Container.write(files, bundle);
    return bundle;
  }

  @Test
  void signerWhoStatesAnotherVerdictThanTheSamplesGiveIsCaught() throws Exception {
    Path honest = bundle("evidence.zip");
    String signer = signer();
    Path files = opened(honest);
    Path verdict = files.resolve("verdicts/gen2-007/verdict.json");
    Files.writeString(verdict, Files.readString(verdict).replace("\"FAIL\"", "\"PASS\""));
    Path lie = signed(files, "lie.zip");
    assertThat(run("verify", lie.toString(), "--signer", signer)).isEqualTo(VerifyCommand.WRONG);
    assertThat(told.toString())
        .contains("files      ok")
        .contains("verdict.json is not what the samples give")
        .contains("COOL-14 states PASS, is FAIL");
  }

  @Test
  void signerWhoTellsTwoCoursesOfEventsIsCaught() throws Exception {
    Path honest = bundle("evidence.zip");
    String signer = signer();
    Path files = opened(honest);
    Path timeline = files.resolve("timeline.yaml");
    Files.writeString(timeline, Files.readString(timeline).replace("123", "124"));
    Path lie = signed(files, "lie.zip");
    assertThat(run("verify", lie.toString(), "--signer", signer)).isEqualTo(VerifyCommand.WRONG);
    assertThat(told.toString()).contains("do not tell the same course");
  }

  @Test
  void rackThatNeverSentAnythingIsJudgedToo() throws Exception {
    JsonNode begun =
        ServedCollector.json(
            collector.post(
                "/api/campaigns",
                Map.of(
                    "racks",
                    new String[] {"gen2-007", "gen2-008"},
                    "plan",
                    SentRack.PLAN,
                    "file",
                    "p.yaml")));
    campaign = begun.path("id").asText();
    collector.second("gen2-007", SECONDS + 1, 30);
    collector.at(SECONDS + 2);
    post("finish", Map.of());
    Path bundle = bundle("two-racks.zip");
    assertThat(told.toString()).contains("gen2-008  INCONCLUSIVE");
    assertThat(run("verify", bundle.toString(), "--signer", signer())).as(told.toString()).isZero();
    assertThat(told.toString()).contains("verdicts/gen2-008/verdict.json is INCONCLUSIVE again");
  }

  @Test
  void revisionsAreAChain() throws Exception {
    Path first = bundle("one.zip");
    String signer = signer();
    Path second = bundle("two.zip", "--previous", first.toString());
    assertThat(told.toString()).contains("revision 2");
    assertThat(run("verify", second.toString(), "--signer", signer, "--previous", first.toString()))
        .as(told.toString())
        .isZero();
    assertThat(told.toString()).contains("chain      ok     revision 2, follows " + first);
    assertThat(run("verify", first.toString(), "--signer", signer, "--previous", second.toString()))
        .isEqualTo(VerifyCommand.WRONG);
    assertThat(told.toString()).contains("revision 1 does not follow");
  }

  @Test
  void evidenceIsNeitherOverwrittenNorMadeOfARunningCampaign() throws Exception {
    Path bundle = bundle("evidence.zip");
    String key = folder.resolve("signing.pem").toString();
    String data = folder.resolve("data").toString();
    assertThat(run("bundle", campaign, "--store", data, "--key", key, "--out", bundle.toString()))
        .isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("exists; evidence is not overwritten");
    JsonNode begun =
        ServedCollector.json(
            collector.post(
                "/api/campaigns",
                Map.of("racks", new String[] {"gen2-007"}, "plan", SentRack.PLAN, "file", "p")));
    String running = begun.path("id").asText();
    String out = folder.resolve("running.zip").toString();
    assertThat(run("bundle", running, "--store", data, "--key", key, "--out", out))
        .isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("is running: finish it");
    assertThat(Path.of(out)).doesNotExist();
  }
}
