package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.web.ServedCollector;
import io.rackproof.collector.web.WebConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Users, tokens and the audit log by commands, beside a running collector. */
class AccessCommandsTest {

  private static final int MISTAKE = 2;

  @TempDir Path directory;

  private ServedCollector collector;

  private record Told(int status, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    Files.writeString(
        directory.resolve("collector.yaml"),
        "ingest: {plain: true}\ndata: {directory: data}\nweb: {sign-in: local}\n");
    Files.writeString(directory.resolve("password"), "correct horse battery\n");
    collector =
        ServedCollector.startWithSignIn(
            Files.createDirectory(directory.resolve("data")), WebConfig.loopback(0));
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private static Told run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = command.execute(arguments);
    return new Told(status, out.toString(), err.toString());
  }

  private Told access(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[all.length - 2] = "-c";
    all[all.length - 1] = directory.resolve("collector.yaml").toString();
    return run(all);
  }

  private Told list(Path token) {
    return run("campaign", "list", "--server", collector.url(), "--token-file", token.toString());
  }

  @Test
  void userAndTokenAreMadeUsedAndTakenAway() throws Exception {
    Told added =
        access(
            "user",
            "add",
            "ann",
            "--role",
            "approver",
            "--password-file",
            directory.resolve("password").toString());
    assertThat(added.err()).isEmpty();
    assertThat(access("user", "add", "ci", "--role", "engineer", "--no-password").status())
        .isZero();
    assertThat(access("user", "list").out())
        .containsPattern("ann +approver +password")
        .containsPattern("ci +engineer +tokens alone");
    Told made = access("token", "create", "--user", "ci", "--role", "engineer", "--expires", "90d");
    assertThat(made.out().strip()).matches("rackproof_[0-9a-f]{12}_[A-Za-z0-9_-]{43}");
    Path token = directory.resolve("ci.token");
    Files.writeString(token, made.out());
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (list(token).status() != 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    String id = made.out().split("_", 3)[1];
    assertThat(access("token", "revoke", id).status()).isZero();
    while (list(token).status() == 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(list(token).err()).contains("the token is not good");
    assertThat(access("token", "list").out()).contains(id + "  revoked");
    assertThat(access("user", "remove", "ann").status()).isZero();
    Told audit = access("audit");
    assertThat(audit.out())
        .contains("rackproof user add ann --role approver")
        .contains("rackproof token revoke " + id)
        .contains("rackproof user remove ann")
        .doesNotContain("correct horse");
    assertThat(access("audit", "--json", "--last", "1").out()).contains("user remove ann");
  }

  @Test
  void mistakesAreToldWithWhatToDo() throws Exception {
    assertThat(access("user", "add", "bob", "--role", "boss", "--no-password").err())
        .contains("viewer, engineer, approver");
    Files.writeString(directory.resolve("short"), "secret\n");
    Told weak =
        access(
            "user",
            "add",
            "bob",
            "--role",
            "viewer",
            "--password-file",
            directory.resolve("short").toString());
    assertThat(weak.status()).isEqualTo(MISTAKE);
    assertThat(weak.err()).contains("15 to 256 characters").doesNotContain("secret");
    assertThat(access("user", "remove", "bob").err()).contains("rackproof user list");
    assertThat(access("token", "create", "--user", "bob", "--expires", "1d").err())
        .contains("--user NAME --role ROLE, or --metrics alone");
    assertThat(access("token", "create", "--metrics", "--expires", "4000d").err())
        .contains("at most 3653d");
    assertThat(access("token", "revoke", "none").err()).contains("rackproof token list");
    Files.writeString(directory.resolve("collector.yaml"), "ingest: {plain: true}\n");
    assertThat(access("user", "list").err()).contains("sign-in: local");
  }

  @Test
  void clientWithoutATokenIsToldHowToGetOne() {
    assertThat(run("campaign", "list", "--server", collector.url()).err())
        .contains("--token-file FILE or RACKPROOF_TOKEN");
  }

  @Test
  void tokenIsNotSentInTheClear() throws Exception {
    Path token = directory.resolve("token");
    Files.writeString(token, "rackproof_x");
    Told told =
        run(
            "campaign",
            "list",
            "--server",
            "http://collector.example",
            "--token-file",
            token.toString());
    assertThat(told.status()).isEqualTo(MISTAKE);
    assertThat(told.err()).contains("not sent in the clear");
  }
}
