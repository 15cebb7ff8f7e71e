package io.rackproof.simulator.snmp;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OctetString;

/**
 * The users of an SNMP v3 agent, and its engine (RFC 3414).
 *
 * @param engineId 5 to 32 octets
 * @param boots how often the engine has started
 * @param users each of whom must come with what it has: a signature, and encryption
 */
public record SnmpUsers(byte[] engineId, int boots, List<UsmUser> users) {

  public SnmpUsers {
    engineId = engineId.clone();
    users = List.copyOf(users);
  }

  @Override
  public byte[] engineId() {
    return engineId.clone();
  }

  Map<String, Integer> levels() {
    return users.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                user -> user.getSecurityName().toString(), SnmpUsers::level));
  }

  private static int level(UsmUser user) {
    if (user.getPrivacyProtocol() != null) {
      return SecurityLevel.AUTH_PRIV;
    }
    return user.getAuthenticationProtocol() != null
        ? SecurityLevel.AUTH_NOPRIV
        : SecurityLevel.NOAUTH_NOPRIV;
  }

  MPv3 model() {
    SecurityProtocols protocols =
        new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.any);
    USM usm = new USM(protocols, new OctetString(engineId), boots);
    users.forEach(usm::addUser);
    return new MPv3(
        engineId.clone(),
        null,
        protocols,
        SecurityModels.getCollection(new SecurityModel[] {usm}),
        new CounterSupport());
  }
}
