package io.rackproof.agent.device.snmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;

/**
 * An SNMP v2c message without a session around it (RFC 1901): {@code SEQUENCE {version 1,
 * community, PDU}}.
 */
final class SnmpMessage {

  private static final int VERSION_2C = 1;

  private SnmpMessage() {}

  static ByteBuffer encode(OctetString community, PDU pdu) throws IOException {
    Integer32 version = new Integer32(VERSION_2C);
    int content = version.getBERLength() + community.getBERLength() + pdu.getBERLength();
    ByteBuffer buffer = ByteBuffer.allocate(content + BER.getBERLengthOfLength(content) + 1);
    BEROutputStream out = new BEROutputStream(buffer);
    BER.encodeHeader(out, BER.SEQUENCE, content);
    version.encodeBER(out);
    community.encodeBER(out);
    pdu.encodeBER(out);
    return buffer.flip();
  }
}
