package io.rackproof.agent.device.snmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/**
 * An SNMP message without a session around it.
 *
 * <pre>
 * v1, v2c (RFC 1157, RFC 1901): SEQUENCE {version 0 or 1, community, PDU}
 * v3      (RFC 3412):           SEQUENCE {version 3,
 *                                 SEQUENCE {msgID, msgMaxSize, msgFlags, msgSecurityModel 3},
 *                                 OCTET STRING with the security parameters of RFC 3414,
 *                                 ScopedPDU}
 * </pre>
 */
final class SnmpMessage {

  private static final int VERSION_2C = 1;
  private static final int VERSION_3 = 3;
  private static final int USER_BASED_SECURITY = 3;
  private static final int LARGEST = 65_507;
  private static final byte REPORTABLE = 0x04;
  private static final OID SYS_UP_TIME = new OID("1.3.6.1.2.1.1.3.0");

  private SnmpMessage() {}

  /** A message of SNMP v2c. */
  static ByteBuffer encode(OctetString community, PDU pdu) throws IOException {
    return encode(VERSION_2C, community, pdu);
  }

  /**
   * @param version 0 for v1, 1 for v2c
   */
  static ByteBuffer encode(int version, OctetString community, PDU pdu) throws IOException {
    Integer32 number = new Integer32(version);
    int content = number.getBERLength() + community.getBERLength() + pdu.getBERLength();
    ByteBuffer buffer = ByteBuffer.allocate(content + BER.getBERLengthOfLength(content) + 1);
    BEROutputStream out = new BEROutputStream(buffer);
    BER.encodeHeader(out, BER.SEQUENCE, content);
    number.encodeBER(out);
    community.encodeBER(out);
    pdu.encodeBER(out);
    return buffer.flip();
  }

  /** The smallest question that an agent answers: of any user when it is v3. */
  static ByteBuffer probe(Credentials credentials) throws IOException {
    if (credentials instanceof Credentials.Community community) {
      PDU get = new PDU(PDU.GET, List.of(new VariableBinding(SYS_UP_TIME)));
      int version = community.version() == Credentials.Version.V1 ? 0 : VERSION_2C;
      return encode(version, new OctetString(community.name()), get);
    }
    return discovery();
  }

  /** What RFC 3414 4 has for finding out an agent's engine id: no engine, no user, no object. */
  private static ByteBuffer discovery() throws IOException {
    OctetString nothing = new OctetString();
    Integer32 zero = new Integer32(0);
    ByteBuffer parameters =
        sequence(nothing, zero, zero, nothing, nothing, nothing); // engine … privacy parameters
    ByteBuffer header =
        sequence(
            new Integer32(1),
            new Integer32(LARGEST),
            new OctetString(new byte[] {REPORTABLE}),
            new Integer32(USER_BASED_SECURITY));
    OctetString security = new OctetString(bytes(parameters));
    ScopedPDU get = new ScopedPDU();
    get.setType(PDU.GET);
    Integer32 version = new Integer32(VERSION_3);
    int content =
        version.getBERLength() + header.remaining() + security.getBERLength() + get.getBERLength();
    ByteBuffer buffer = ByteBuffer.allocate(content + BER.getBERLengthOfLength(content) + 1);
    BEROutputStream out = new BEROutputStream(buffer);
    BER.encodeHeader(out, BER.SEQUENCE, content);
    version.encodeBER(out);
    out.write(bytes(header));
    security.encodeBER(out);
    get.encodeBER(out);
    return buffer.flip();
  }

  private static ByteBuffer sequence(org.snmp4j.smi.Variable... parts) throws IOException {
    int content = 0;
    for (org.snmp4j.smi.Variable part : parts) {
      content += part.getBERLength();
    }
    ByteBuffer buffer = ByteBuffer.allocate(content + BER.getBERLengthOfLength(content) + 1);
    BEROutputStream out = new BEROutputStream(buffer);
    BER.encodeHeader(out, BER.SEQUENCE, content);
    for (org.snmp4j.smi.Variable part : parts) {
      part.encodeBER(out);
    }
    return buffer.flip();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
