package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snmp4j.CommunityTarget;
import org.snmp4j.DirectUserTarget;
import org.snmp4j.Target;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;

/**
 * From a device's configuration to where requests are sent: its address, and for SNMP v3 its engine
 * id and the keys that passwords give there.
 */
final class TargetFinder {

  private static final int LARGEST_ANSWER = 65_535;

  private final SnmpConfig config;
  private final SnmpEngine engine;
  private final Ticker ticker;
  private byte @Nullable [] keysOf;
  private Optional<OctetString> authenticationKey = Optional.empty();
  private Optional<OctetString> privacyKey = Optional.empty();

  /** What was found. */
  sealed interface Found {}

  /** A place to send to, and the socket for it. */
  record Reachable(Target<UdpAddress> target, UdpAddress address, SnmpLane lane) implements Found {}

  /** None, and why; the address when it is known. */
  record Unreachable(Exchange.Lost lost, Optional<UdpAddress> address) implements Found {}

  TargetFinder(SnmpConfig config, SnmpEngine engine, Ticker ticker) {
    this.config = config;
    this.engine = engine;
    this.ticker = ticker;
  }

  Found find() {
    UdpAddress address;
    try {
      address = new UdpAddress(InetAddress.getByName(config.host()), config.port());
    } catch (UnknownHostException e) {
      return new Unreachable(
          lost(Cause.UNREACHABLE, "the name " + config.host() + " is not known", ticker.start()),
          Optional.empty());
    }
    if (config.credentials() instanceof Credentials.User user) {
      return find(user, address);
    }
    Credentials.Community community = (Credentials.Community) config.credentials();
    CommunityTarget<UdpAddress> target =
        new CommunityTarget<>(address, new OctetString(community.name()));
    boolean v1 = community.version() == Credentials.Version.V1;
    target.setVersion(v1 ? SnmpConstants.version1 : SnmpConstants.version2c);
    return new Reachable(limited(target), address, engine.lane());
  }

  private Found find(Credentials.User user, UdpAddress address) {
    Ticker.Request asked = ticker.start();
    byte[] id = null;
    for (int attempt = 0; attempt <= config.retries() && id == null; attempt++) {
      id = engine.lane().discover(address, timeoutMillis());
    }
    if (id == null) {
      String detail =
          address
              + " did not tell its engine id within "
              + timeoutMillis()
              + " ms, asked "
              + (config.retries() + 1)
              + " times";
      return new Unreachable(lost(Cause.TIMEOUT, detail, asked), Optional.of(address));
    }
    if (!Arrays.equals(id, keysOf)) {
      makeKeys(user, id);
    }
    SecurityProtocols protocols = engine.protocols();
    DirectUserTarget<UdpAddress> target =
        new DirectUserTarget<>(
            address,
            new OctetString(user.name()),
            id,
            user.authentication()
                .map(secret -> protocols.getAuthenticationProtocol(secret.protocol().oid()))
                .orElse(null),
            authenticationKey.orElse(null),
            user.privacy()
                .map(secret -> protocols.getPrivacyProtocol(secret.protocol().oid()))
                .orElse(null),
            privacyKey.orElse(null));
    target.setVersion(SnmpConstants.version3);
    target.setSecurityLevel(
        user.privacy().isPresent()
            ? SecurityLevel.AUTH_PRIV
            : user.authentication().isPresent()
                ? SecurityLevel.AUTH_NOPRIV
                : SecurityLevel.NOAUTH_NOPRIV);
    try {
      return new Reachable(limited(target), address, engine.lane(new OctetString(id), address));
    } catch (IOException e) {
      return new Unreachable(
          lost(Cause.UNREACHABLE, "no socket for " + address + ": " + e.getMessage(), asked),
          Optional.of(address));
    }
  }

  /** A key takes a megabyte of hashing: it is made once for each engine. */
  private void makeKeys(Credentials.User user, byte[] id) {
    SecurityProtocols protocols = engine.protocols();
    authenticationKey =
        user.authentication()
            .map(
                secret ->
                    new OctetString(
                        protocols.passwordToKey(
                            secret.protocol().oid(), new OctetString(secret.password()), id)));
    privacyKey =
        user.privacy()
            .map(
                secret ->
                    new OctetString(
                        protocols.passwordToKey(
                            secret.protocol().oid(),
                            user.authentication().orElseThrow().protocol().oid(),
                            new OctetString(secret.password()),
                            id)));
    keysOf = id;
  }

  private <T extends Target<UdpAddress>> T limited(T target) {
    target.setTimeout(timeoutMillis());
    target.setRetries(config.retries());
    target.setMaxSizeRequestPDU(LARGEST_ANSWER);
    return target;
  }

  private long timeoutMillis() {
    return Math.max(1, config.timeout().toMillis());
  }

  private static Exchange.Lost lost(Cause cause, String detail, Ticker.Request asked) {
    return new Exchange.Lost(cause, detail, asked.end());
  }
}
