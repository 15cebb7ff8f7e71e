package io.rackproof.collector;

import io.rackproof.collector.access.AccessRegister;
import io.rackproof.collector.access.AuditEvent;
import io.rackproof.collector.access.AuditLog;
import io.rackproof.collector.access.SignInConfig;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Option;

/** Where accounts, tokens and the audit log lie, for the commands that people use on them. */
final class AccessOption {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "collector.yaml",
      description = "configuration of the collector (default: ${DEFAULT-VALUE})")
  Path config = Path.of("collector.yaml");

  /** Work with accounts and tokens. */
  interface Work<T> {
    T with(AccessRegister register) throws IOException, UserException;
  }

  /** Work with the audit log. */
  interface Reading<T> {
    T with(AuditLog log) throws IOException;
  }

  private Path directory() throws InvalidDocumentException, UserException {
    return CollectorFile.read(config)
        .signIn()
        .map(SignInConfig::directory)
        .orElseThrow(
            () ->
                new UserException(
                    Main.MISTAKE,
                    config
                        + ": users and tokens are for a collector where people sign in: web:"
                        + " {sign-in: local}"));
  }

  /** The OpenID provider's address. */
  String issuer() throws InvalidDocumentException, UserException {
    return CollectorFile.read(config)
        .openId()
        .map(openId -> openId.issuer().toString())
        .orElseThrow(
            () ->
                new UserException(
                    Main.MISTAKE,
                    config + " has no provider at which people sign in: web.sign-in.openid"));
  }

  /**
   * Opens accounts and tokens, beside the running collector or without one.
   *
   * @throws UserException when there are none to open, or something is refused, in words
   */
  <T> T use(Work<T> work) throws InvalidDocumentException, UserException {
    Path directory = directory();
    try (AccessRegister register = AccessRegister.open(directory, Clock.systemUTC())) {
      return work.with(register);
    } catch (IllegalArgumentException e) {
      throw new UserException(Main.MISTAKE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Opens the audit log to read. */
  <T> T audit(Reading<T> reading) throws InvalidDocumentException, UserException {
    Path directory = directory();
    try (AuditLog log = AuditLog.open(directory, Clock.systemUTC())) {
      return reading.with(log);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Notes what a command changed, under the name of who is logged in at the machine. */
  void note(String command) throws InvalidDocumentException, UserException {
    audit(
        log -> {
          log.note(
              AuditEvent.Kind.ACCOUNT,
              "(" + System.getProperty("user.name", "?") + ")",
              "command",
              "rackproof " + command,
              "",
              0,
              "");
          return true;
        });
  }

  private static UserException failed(IOException e) {
    return new UserException(
        Main.FAULT,
        e.getMessage()
            + " (this runs as the user of the collector: sudo -u rackproof rackproof …)");
  }
}
