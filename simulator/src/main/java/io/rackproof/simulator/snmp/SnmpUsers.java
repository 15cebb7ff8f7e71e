package io.rackproof.simulator.snmp;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.DefaultCounterListener;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.Priv3DES;
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
public record SnmpUsers(OctetString engineId, int boots, List<UsmUser> users) {

  public SnmpUsers {
    users = List.copyOf(users);
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
    SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.any);
    protocols.addPrivacyProtocol(new Priv3DES());
    USM usm = new USM(protocols, engineId, boots);
    users.forEach(usm::addUser);
    CounterSupport counters = new CounterSupport();
    // A Report carries a counter: without somebody who counts, there is none to send.
    counters.addCounterListener(new DefaultCounterListener());
    usm.setCounterSupport(counters);
    return new MPv3(
        engineId.getValue(),
        null,
        protocols,
        SecurityModels.getCollection(new SecurityModel[] {usm}),
        counters);
  }
}
