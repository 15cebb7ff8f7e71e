package io.rackproof.agent.device.snmp;

import java.util.Map;
import java.util.Optional;
import org.snmp4j.smi.OID;

/**
 * What an agent says when it does not let a user of SNMP v3 in: the counters of RFC 3414 5 and RFC
 * 3412 5, which it sends in a Report, as advice that names the key of {@code rack.yaml} to change.
 */
final class SecurityReport {

  private static final String USM_STATS = "1.3.6.1.6.3.15.1.1.";
  private static final OID UNSUPPORTED_LEVEL = new OID(USM_STATS + "1.0");
  private static final OID NOT_IN_TIME_WINDOW = new OID(USM_STATS + "2.0");
  private static final OID UNKNOWN_USER = new OID(USM_STATS + "3.0");
  private static final OID UNKNOWN_ENGINE = new OID(USM_STATS + "4.0");
  private static final OID WRONG_DIGEST = new OID(USM_STATS + "5.0");
  private static final OID DECRYPTION_ERROR = new OID(USM_STATS + "6.0");
  private static final OID UNAVAILABLE_CONTEXT = new OID("1.3.6.1.6.3.12.1.4.0");
  private static final OID UNKNOWN_CONTEXT = new OID("1.3.6.1.6.3.12.1.5.0");

  private static final Map<OID, String> NAMES =
      Map.of(
          UNSUPPORTED_LEVEL, "usmStatsUnsupportedSecLevels",
          NOT_IN_TIME_WINDOW, "usmStatsNotInTimeWindows",
          UNKNOWN_USER, "usmStatsUnknownUserNames",
          UNKNOWN_ENGINE, "usmStatsUnknownEngineIDs",
          WRONG_DIGEST, "usmStatsWrongDigests",
          DECRYPTION_ERROR, "usmStatsDecryptionErrors",
          UNAVAILABLE_CONTEXT, "snmpUnavailableContexts",
          UNKNOWN_CONTEXT, "snmpUnknownContexts");

  private SecurityReport() {}

  /** What every agent reports once, before it and we know one another's engine and clock. */
  static boolean isRoutine(OID counter) {
    return counter.equals(NOT_IN_TIME_WINDOW) || counter.equals(UNKNOWN_ENGINE);
  }

  /**
   * @param counter the object in the Report
   */
  static String explain(OID counter, Credentials.User user) {
    String name = NAMES.getOrDefault(counter, counter.toDottedString());
    return advice(counter, user).map(text -> text + " (" + name + ")").orElse("it reports " + name);
  }

  private static Optional<String> advice(OID counter, Credentials.User user) {
    String who = "'" + user.name() + "'";
    if (counter.equals(UNKNOWN_USER)) {
      return Optional.of("it knows no user " + who + ": see 'snmp.user.name'");
    }
    if (counter.equals(WRONG_DIGEST)) {
      return Optional.of(
          "the signature of user "
              + who
              + " is wrong: see 'snmp.user.authentication', its password and its protocol, now "
              + user.authentication().map(Object::toString).orElse("none"));
    }
    if (counter.equals(UNSUPPORTED_LEVEL)) {
      return Optional.of(
          "user "
              + who
              + " may not come at the level "
              + user.level()
              + ": see 'snmp.user.authentication' and 'snmp.user.privacy', of which one is too many"
              + " or missing");
    }
    if (counter.equals(DECRYPTION_ERROR)) {
      return Optional.of(
          "it cannot decrypt what user "
              + who
              + " sends: see 'snmp.user.privacy', its password and its protocol, now "
              + user.privacy().map(Object::toString).orElse("none"));
    }
    if (counter.equals(UNKNOWN_CONTEXT) || counter.equals(UNAVAILABLE_CONTEXT)) {
      return Optional.of("it has no context '" + user.context() + "': see 'snmp.context'");
    }
    return Optional.empty();
  }
}
