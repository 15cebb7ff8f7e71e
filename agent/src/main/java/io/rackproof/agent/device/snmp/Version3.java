package io.rackproof.agent.device.snmp;

import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.DefaultCounterListener;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.Priv3DES;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;

/** What both those who ask and those who listen need of SNMP v3; nothing of it is global. */
final class Version3 {

  private Version3() {}

  /** Every protocol of {@link AuthenticationProtocol} and {@link PrivacyProtocol}. */
  static SecurityProtocols protocols() {
    SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.any);
    protocols.addPrivacyProtocol(new Priv3DES());
    return protocols;
  }

  /**
   * Messages of SNMP v3 with the User-based Security Model.
   *
   * @param engineId our own
   */
  static MPv3 messages(byte[] engineId, USM users, SecurityProtocols protocols) {
    CounterSupport counters = new CounterSupport();
    // A Report carries a counter: without somebody who counts, there is none to send.
    counters.addCounterListener(new DefaultCounterListener());
    users.setCounterSupport(counters);
    return new MPv3(
        engineId,
        null,
        protocols,
        SecurityModels.getCollection(new SecurityModel[] {users}),
        counters);
  }
}
