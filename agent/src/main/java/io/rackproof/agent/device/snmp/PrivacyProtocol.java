package io.rackproof.agent.device.snmp;

import java.util.Arrays;
import java.util.List;
import org.snmp4j.security.Priv3DES;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES192;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.PrivDES;
import org.snmp4j.security.nonstandard.PrivAES192With3DESKeyExtension;
import org.snmp4j.security.nonstandard.PrivAES256With3DESKeyExtension;
import org.snmp4j.smi.OID;

/**
 * How messages of SNMP v3 are encrypted: RFC 3414 (DES), RFC 3826 (AES-128), and what became usual
 * without a standard. AES-192 and AES-256 need a longer key than MD5 or SHA gives, and two drafts
 * lengthen it in different ways: draft-blumenthal-aes-usm-04 ({@code aes-256}: net-snmp, most
 * devices) and draft-reeder-snmpv3-usm-3desede-00 ({@code aes-256-cisco}: Cisco and some others).
 */
public enum PrivacyProtocol {
  DES("des", PrivDES.ID),
  TRIPLE_DES("3des", Priv3DES.ID),
  AES_128("aes-128", PrivAES128.ID),
  AES_192("aes-192", PrivAES192.ID),
  AES_256("aes-256", PrivAES256.ID),
  AES_192_CISCO("aes-192-cisco", PrivAES192With3DESKeyExtension.ID),
  AES_256_CISCO("aes-256-cisco", PrivAES256With3DESKeyExtension.ID);

  private final String word;
  private final String oid;

  PrivacyProtocol(String word, OID oid) {
    this.word = word;
    this.oid = oid.toDottedString();
  }

  OID oid() {
    return new OID(oid);
  }

  /** As {@code rack.yaml} writes it. */
  @Override
  public String toString() {
    return word;
  }

  /** All of them, as {@code rack.yaml} writes them. */
  public static List<String> words() {
    return Arrays.stream(values()).map(PrivacyProtocol::toString).toList();
  }
}
