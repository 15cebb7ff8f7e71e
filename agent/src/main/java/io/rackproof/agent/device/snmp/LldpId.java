package io.rackproof.agent.device.snmp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/**
 * How LLDP-MIB (IEEE 802.1AB) names a chassis or a port: an octet string whose meaning a number in
 * the column before it tells.
 *
 * <pre>
 * LldpChassisIdSubtype: 1 chassisComponent, 2 interfaceAlias, 3 portComponent, 4 macAddress,
 *                       5 networkAddress, 6 interfaceName, 7 local
 * LldpPortIdSubtype:    1 interfaceAlias, 2 portComponent, 3 macAddress, 4 networkAddress,
 *                       5 interfaceName, 6 agentCircuitId, 7 local
 *
 * macAddress:     6 octets
 * networkAddress: 1 octet address family (1 IPv4, 2 IPv6), then 4 or 16 octets
 * </pre>
 */
enum LldpId {
  /** The chassis as a text: a MAC address as {@code 02:00:07:01:00:0a}. */
  CHASSIS("lldp-chassis", 4, 5, LldpId.ANY),
  /** The port as a text. */
  PORT("lldp-port", 3, 4, LldpId.ANY),
  /** The port when it is named by its interface's name; else nothing. */
  PORT_NAME("lldp-port-name", 3, 4, 5);

  private static final int ANY = 0;
  private static final int MAC_OCTETS = 6;
  private static final HexFormat MAC = HexFormat.ofDelimiter(":");

  private final String word;
  private final int mac;
  private final int network;
  private final int only;

  LldpId(String word, int mac, int network, int only) {
    this.word = word;
    this.mac = mac;
    this.network = network;
    this.only = only;
  }

  /**
   * @throws IllegalArgumentException when there is no such form
   */
  static LldpId parse(String word) {
    for (LldpId form : values()) {
      if (form.word.equals(word)) {
        return form;
      }
    }
    List<String> words = Arrays.stream(values()).map(form -> form.word).toList();
    throw new IllegalArgumentException("':" + word + "' is no form of a label: one of " + words);
  }

  /**
   * The column that tells the kind: the one before.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Oid kindColumn(Oid column) {
    int dot = column.dotted().lastIndexOf('.');
    long number = Long.parseLong(column.dotted().substring(dot + 1));
    if (number == 0) {
      throw new IllegalArgumentException("no column stands before " + column);
    }
    return new Oid(column.dotted().substring(0, dot + 1) + (number - 1));
  }

  /**
   * @param kind as it was read; when the device does not tell it, the value is taken as a text
   */
  Optional<String> text(Variable value, Optional<Variable> kind) {
    OptionalDouble number = kind.map(SnmpValues::number).orElseGet(OptionalDouble::empty);
    int subtype = number.isPresent() ? (int) number.getAsDouble() : 0;
    if (only != ANY && subtype != 0 && subtype != only) {
      return Optional.empty();
    }
    if (!(value instanceof OctetString octets)) {
      return Optional.of(SnmpValues.text(value));
    }
    byte[] bytes = octets.getValue();
    if (subtype == mac && bytes.length == MAC_OCTETS) {
      return Optional.of(MAC.formatHex(bytes));
    }
    if (subtype == network && bytes.length > 1) {
      return Optional.of(address(bytes).orElseGet(() -> MAC.formatHex(bytes)));
    }
    return Optional.of(SnmpValues.text(value));
  }

  private static Optional<String> address(byte[] bytes) {
    try {
      byte[] address = Arrays.copyOfRange(bytes, 1, bytes.length);
      return Optional.of(InetAddress.getByAddress(address).getHostAddress());
    } catch (UnknownHostException e) {
      // Neither 4 nor 16 octets: another address family.
      return Optional.empty();
    }
  }
}
