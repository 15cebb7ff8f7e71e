package io.rackproof.agent.device.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rackproof.agent.device.Reading.Outcome;
import io.rackproof.agent.device.modbus.ModbusTransport.Identify;
import io.rackproof.agent.device.modbus.ModbusTransport.Read;
import io.rackproof.agent.device.modbus.ModbusTransport.Request;
import io.rackproof.agent.device.modbus.ModbusTransport.Values;
import java.util.Arrays;
import java.util.List;

/** Whatever a device or a line may send is a frame, the beginning of one, or refused. */
class ModbusFuzzTest {

  private static final List<Framing> FRAMINGS =
      List.of(new MbapFrame(), new RtuFrame(), new AsciiFrame());

  private static final List<Request> REQUESTS =
      List.of(
          new Read(1, ModbusSource.Table.HOLDING, 0, 2),
          new Read(1, ModbusSource.Table.INPUT, 9, 125),
          new Read(1, ModbusSource.Table.COIL, 0, 11),
          new Identify(1, 1, 0));

  @FuzzTest
  void anyBytesOfALinkAreAFrameOrNone(byte[] bytes) {
    for (Framing framing : FRAMINGS) {
      Framing.Found found = framing.find(bytes, bytes.length);
      if (found instanceof Framing.Broken broken) {
        found = framing.search(bytes, bytes.length, 1, 3, broken);
      }
      if (found instanceof Framing.Frame frame) {
        assertThat(frame.length()).isBetween(1, bytes.length);
        byte[] again = framing.encode(Math.max(0, frame.transaction()), frame.unit(), frame.pdu());
        assertThat(framing.find(again, again.length))
            .isInstanceOfSatisfying(
                Framing.Frame.class, same -> assertThat(same.pdu()).isEqualTo(frame.pdu()));
        answer(frame.pdu());
      } else if (found instanceof Framing.Beginning beginning) {
        assertThat(beginning.missing()).isPositive();
      }
    }
    answer(Arrays.copyOf(bytes, Math.min(bytes.length, Pdu.MAX_BYTES)));
  }

  private static void answer(byte[] pdu) {
    for (Request request : REQUESTS) {
      if (pdu.length > 0 && Pdu.mismatch(request, pdu).isEmpty()) {
        ModbusTransport.Answer answer = Pdu.decode(request, pdu);
        if (answer instanceof Values values && request instanceof Read read) {
          assertThat(values.words()).hasSize(read.count());
        }
      }
    }
  }

  @FuzzTest
  void anyRegistersAreAValueOrMissing(byte[] bytes) {
    for (WordOrder order : WordOrder.values()) {
      for (int registers : new int[] {1, 2, 3, 4}) {
        decode(new Format.Whole(registers, true, order), registers, bytes);
        decode(new Format.Whole(registers, false, order), registers, bytes);
        if (registers != 3) {
          decode(new Format.Real(registers, order), registers, bytes);
        }
        decode(new Format.Bits(registers, 1, 13, order), registers, bytes);
        decode(new Format.Bcd(registers, order), registers, bytes);
        decode(new Format.Characters(registers, order), registers, bytes);
        decode(new Format.Hex(registers), registers, bytes);
      }
    }
    decode(new Format.Octet(true, true), 1, bytes);
    decode(new Format.Contact(), 1, bytes);
  }

  private static void decode(Format format, int registers, byte[] bytes) {
    int[] words = new int[registers];
    for (int i = 0; i < Math.min(2 * registers, bytes.length); i++) {
      words[i / 2] |= (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
    }
    Outcome outcome = ModbusCodec.decode(format, words);
    assertThat(outcome).isNotNull();
    assertThat(ModbusCodec.raw(format, words)).isNotEmpty();
  }
}
