package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.smi.VariableBinding;

/** Whatever an agent answers is read as numbers and texts, or refused by the BER decoder. */
class SnmpFuzzTest {

  @FuzzTest
  void anyAnswerIsReadOrRefused(byte[] bytes) {
    PDU pdu = new PDU();
    try {
      pdu.decodeBER(new BERInputStream(ByteBuffer.wrap(bytes)));
    } catch (IOException e) {
      return;
    } catch (RuntimeException e) {
      // What the library lets through here it catches in its own receiving thread.
      return;
    }
    for (VariableBinding binding : pdu.getVariableBindings()) {
      assertThat(SnmpValues.number(binding.getVariable())).isNotNull();
      assertThat(SnmpValues.text(binding.getVariable())).isNotNull();
      assertThat(SnmpValues.counterBits(binding.getVariable())).isIn(0, 32, 64);
      String oid = binding.getOid().toDottedString();
      if (binding.getOid().size() > 1) {
        assertThat(SnmpValues.raw(new Oid(oid), binding.getVariable())).isNotEmpty();
      }
    }
  }
}
