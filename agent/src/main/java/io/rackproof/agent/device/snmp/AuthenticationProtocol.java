package io.rackproof.agent.device.snmp;

import java.util.Arrays;
import java.util.List;
import org.snmp4j.security.AuthHMAC128SHA224;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC256SHA384;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthMD5;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.smi.OID;

/** How messages of SNMP v3 are signed: RFC 3414 (MD5, SHA) and RFC 7860 (the others). */
public enum AuthenticationProtocol {
  MD5("md5", AuthMD5.ID),
  SHA("sha", AuthSHA.ID),
  SHA_224("sha-224", AuthHMAC128SHA224.ID),
  SHA_256("sha-256", AuthHMAC192SHA256.ID),
  SHA_384("sha-384", AuthHMAC256SHA384.ID),
  SHA_512("sha-512", AuthHMAC384SHA512.ID);

  private final String word;
  private final String oid;

  AuthenticationProtocol(String word, OID oid) {
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
    return Arrays.stream(values()).map(AuthenticationProtocol::toString).toList();
  }
}
