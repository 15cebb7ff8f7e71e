package io.rackproof.collector.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.live.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, sessions and tokens, as the collector and the commands share them. */
class AccessTest {

  private static final String PASSWORD = "correct horse battery";
  private static final long MINUTE = 60_000;

  @TempDir Path directory;

  private final SetClock clock = new SetClock(1_000_000_000_000L);
  private SignInConfig config;
  private AccessRegister commands;
  private Access access;

  @BeforeEach
  void open() throws IOException {
    config =
        new SignInConfig(directory.resolve("access"), Duration.ofMinutes(30), Duration.ofHours(8));
    commands = AccessRegister.open(config.directory(), clock);
    commands.add("ann", Role.APPROVER, Optional.of(PASSWORD));
    access = Access.start(config, clock);
  }

  @AfterEach
  void close() throws IOException {
    access.close();
    commands.close();
  }

  private SignIn.Granted signedIn(String name) throws IOException {
    return (SignIn.Granted) access.signIn(name, PASSWORD, "192.0.2.1");
  }

  private void later(long millis) {
    clock.set(clock.millis() + millis);
  }

  @Test
  void sessionIsItsUsersUntilItIsSignedOut() throws IOException {
    SignIn.Granted granted = signedIn(" Ann ");
    assertThat(granted.caller().name()).isEqualTo("ann");
    assertThat(access.session(granted.secret())).contains(granted.caller());
    access.signOut(granted.caller());
    assertThat(access.session(granted.secret())).isEmpty();
    assertThat(access.isGood(granted.caller())).isFalse();
  }

  @Test
  void sessionEndsWhenItIsIdleAndWhenItIsOld() throws IOException {
    SignIn.Granted idle = signedIn("ann");
    SignIn.Granted used = signedIn("ann");
    for (int minutes = 0; minutes < 8 * 60; minutes += 29) {
      assertThat(access.session(used.secret())).isPresent();
      later(29 * MINUTE);
      access.look();
    }
    assertThat(access.session(idle.secret())).isEmpty();
    assertThat(access.session(used.secret())).as("eight hours old").isEmpty();
  }

  @Test
  void openPageKeepsItsSessionAliveButNotForEver() throws IOException {
    SignIn.Granted open = signedIn("ann");
    for (int minutes = 0; minutes < 8 * 60; minutes += 29) {
      assertThat(access.isGood(open.caller())).isTrue();
      access.reads(open.caller());
      later(29 * MINUTE);
      access.look();
    }
    assertThat(access.isGood(open.caller())).as("eight hours old").isFalse();
    access.reads(open.caller());
    assertThat(access.session(open.secret())).isEmpty();
  }

  @Test
  void sessionOutlivesTheCollector() throws IOException {
    SignIn.Granted granted = signedIn("ann");
    access.close();
    access = Access.start(config, clock);
    assertThat(access.session(granted.secret())).contains(granted.caller());
  }

  @Test
  void changesByCommandsEndSessionsOfARunningCollector() throws IOException {
    SignIn.Granted first = signedIn("ann");
    assertThat(commands.setRole("ann", Role.VIEWER)).isTrue();
    access.look();
    assertThat(access.session(first.secret())).isEmpty();

    SignIn.Granted second = signedIn("ann");
    assertThat(second.caller().role()).isEqualTo(Role.VIEWER);
    commands.setPassword("ann", "another long password");
    access.look();
    assertThat(access.session(second.secret())).isEmpty();
    assertThat(access.signIn("ann", PASSWORD, "192.0.2.1")).isInstanceOf(SignIn.Wrong.class);
    later(MINUTE);

    SignIn.Granted third =
        (SignIn.Granted) access.signIn("ann", "another long password", "192.0.2.1");
    commands.remove("ann");
    access.look();
    assertThat(access.session(third.secret())).isEmpty();
    assertThat(access.signIn("ann", "another long password", "192.0.2.1"))
        .isInstanceOf(SignIn.Wrong.class);
  }

  @Test
  void nameOfARemovedUserIsNeverAnothers() throws IOException {
    commands.remove("ann");
    assertThatThrownBy(() -> commands.add("ann", Role.VIEWER, Optional.of(PASSWORD)))
        .hasMessageContaining("choose another");
    access.look();
    assertThat(access.wasUser("Ann", clock.millis())).isTrue();
    assertThat(access.wasUser("ann", clock.millis() - 1)).as("before there was one").isFalse();
  }

  @Test
  void namesRolesAndPasswordsAreLookedAt() {
    assertThatThrownBy(() -> commands.add("Bob", Role.VIEWER, Optional.of(PASSWORD)))
        .hasMessageContaining("small letters");
    assertThatThrownBy(() -> commands.add("bob", Role.METRICS, Optional.of(PASSWORD)))
        .hasMessageContaining("viewer, engineer, approver");
    assertThatThrownBy(() -> commands.add("bob", Role.VIEWER, Optional.of("too short")))
        .hasMessageContaining("15 to 256");
    assertThatThrownBy(() -> commands.add("ann", Role.VIEWER, Optional.of(PASSWORD)))
        .hasMessageContaining("already");
  }

  @Test
  void userWithoutPasswordCannotSignIn() throws IOException {
    commands.add("ci", Role.ENGINEER, Optional.empty());
    access.look();
    assertThat(access.signIn("ci", "", "192.0.2.1")).isInstanceOf(SignIn.Wrong.class);
  }

  @Test
  void tokenIsGoodUntilItExpiresAndIsAtMostItsUser() throws IOException {
    String text = commands.createToken("ann", Role.ENGINEER, "ci", Duration.ofDays(1));
    access.look();
    assertThat(access.token(text)).get().extracting(Caller::role).isEqualTo(Role.ENGINEER);
    commands.setRole("ann", Role.VIEWER);
    access.look();
    assertThat(access.token(text)).get().extracting(Caller::role).isEqualTo(Role.VIEWER);
    later(Duration.ofDays(1).toMillis() - 1);
    assertThat(access.token(text)).isPresent();
    later(1);
    assertThat(access.token(text)).isEmpty();
    assertThat(access.objection(text)).endsWith("is expired");
  }

  @Test
  void tokenIsRevokedByItselfAndWithItsUser() throws IOException {
    String first = commands.createToken("ann", Role.VIEWER, "", Duration.ofDays(1));
    String second = commands.createToken("ann", Role.VIEWER, "", Duration.ofDays(1));
    access.look();
    Caller caller = access.token(first).orElseThrow();
    assertThat(access.isGood(caller)).isTrue();
    assertThat(commands.revokeToken(caller.id())).isTrue();
    assertThat(commands.revokeToken(caller.id())).as("twice").isFalse();
    access.look();
    assertThat(access.token(first)).isEmpty();
    assertThat(access.isGood(caller)).isFalse();
    assertThat(access.token(second)).isPresent();
    commands.remove("ann");
    access.look();
    assertThat(access.token(second)).isEmpty();
  }

  @Test
  void tokenOfMetricsIsNobodys() throws IOException {
    String text = commands.createToken("", Role.METRICS, "prometheus", Duration.ofDays(1));
    access.look();
    assertThat(access.token(text)).get().extracting(Caller::role).isEqualTo(Role.METRICS);
    assertThatThrownBy(() -> commands.createToken("", Role.VIEWER, "", Duration.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> commands.createToken("bob", Role.VIEWER, "", Duration.ofDays(1)))
        .hasMessageContaining("no user 'bob'");
    commands.add("bob", Role.VIEWER, Optional.of(PASSWORD));
    assertThatThrownBy(() -> commands.createToken("bob", Role.ENGINEER, "", Duration.ofDays(1)))
        .hasMessageContaining("cannot be more than its user");
  }

  @Test
  void alteredTokenIsNone() throws IOException {
    String text = commands.createToken("ann", Role.VIEWER, "", Duration.ofDays(1));
    access.look();
    char last = text.charAt(text.length() - 1);
    String altered = text.substring(0, text.length() - 1) + (last == 'A' ? 'B' : 'A');
    assertThat(access.token(altered)).isEmpty();
    assertThat(access.token("")).isEmpty();
    assertThat(access.token(text + " ")).isEmpty();
  }

  @Test
  void guessesAtAnAccountWaitLongerEachTimeFromWherever() throws IOException {
    for (int i = 0; i < 5; i++) {
      assertThat(access.signIn("ann", "a wrong password", "192.0.2." + i))
          .isInstanceOf(SignIn.Wrong.class);
    }
    assertThat(access.signIn("ann", PASSWORD, "192.0.2.77")).isEqualTo(new SignIn.Later(1));
    later(1_000);
    assertThat(access.signIn("ann", "a wrong password", "192.0.2.78"))
        .isInstanceOf(SignIn.Wrong.class);
    assertThat(access.signIn("ann", PASSWORD, "192.0.2.77")).isEqualTo(new SignIn.Later(2));
    later(2_000);
    assertThat(access.signIn("ann", PASSWORD, "192.0.2.77")).isInstanceOf(SignIn.Granted.class);
  }

  @Test
  void secretsStandInNoFile() throws IOException {
    SignIn.Granted granted = signedIn("ann");
    String token = commands.createToken("ann", Role.VIEWER, "", Duration.ofDays(1));
    // The secret may itself hold '_': it is what follows the second one of rackproof_ID_SECRET.
    String secret = token.split("_", 3)[2];
    assertThat(secret).hasSize(43);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config.directory())))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.walk(config.directory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(content).doesNotContain(PASSWORD).doesNotContain(granted.secret());
        assertThat(content).doesNotContain(secret);
      }
    }
  }
}
