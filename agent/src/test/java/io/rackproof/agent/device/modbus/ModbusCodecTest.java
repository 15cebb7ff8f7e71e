package io.rackproof.agent.device.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Outcome;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.Reading.Value;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModbusCodecTest {

  private static double number(Format format, int... words) {
    return ((Value) ModbusCodec.decode(format, words)).number();
  }

  private static Format whole(int registers, boolean signed) {
    return new Format.Whole(registers, signed, WordOrder.BIG);
  }

  @Test
  void wholeNumbersOfEveryWidthHaveTheirSign() {
    assertThat(number(whole(1, false), 0xFFFE)).isEqualTo(65_534);
    assertThat(number(whole(1, true), 0xFFFE)).isEqualTo(-2);
    assertThat(number(whole(2, false), 0xFFFF, 0xFFFE)).isEqualTo(4_294_967_294.0);
    assertThat(number(whole(2, true), 0xFFFF, 0xFFFE)).isEqualTo(-2);
    assertThat(number(whole(2, true), 0x7FFF, 0xFFFF)).isEqualTo(Integer.MAX_VALUE);
    assertThat(number(whole(3, false), 0xFFFF, 0, 0)).isEqualTo(281_470_681_743_360.0);
    assertThat(number(whole(3, true), 0xFFFF, 0xFFFF, 0xFFFF)).isEqualTo(-1);
    assertThat(number(whole(4, true), 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFE)).isEqualTo(-2);
    assertThat(number(whole(4, false), 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF)).isEqualTo(0x1p64);
    assertThat(number(whole(4, false), 0x8000, 0, 0, 0)).isEqualTo(0x1p63);
  }

  @Test
  void octetsAreHalfARegister() {
    assertThat(number(new Format.Octet(false, false), 0x12FE)).isEqualTo(0xFE);
    assertThat(number(new Format.Octet(false, true), 0x12FE)).isEqualTo(-2);
    assertThat(number(new Format.Octet(true, false), 0xFE12)).isEqualTo(0xFE);
    assertThat(number(new Format.Octet(true, true), 0xFE12)).isEqualTo(-2);
  }

  /** 0x11223344 as its bytes arrive in each order. */
  @ParameterizedTest
  @CsvSource({"BIG,1122,3344", "LITTLE,4433,2211", "BIG_SWAP,2211,4433", "LITTLE_SWAP,3344,1122"})
  void everyOrderOfBytesAndWordsGivesTheSameNumber(WordOrder order, String first, String second) {
    int[] words = {Integer.parseInt(first, 16), Integer.parseInt(second, 16)};
    assertThat(number(new Format.Whole(2, false, order), words)).isEqualTo(0x11223344);
  }

  /** 0x1122334455667788 as its bytes arrive in each order. */
  @ParameterizedTest
  @CsvSource({
    "BIG,1122 3344 5566 7788",
    "LITTLE,8877 6655 4433 2211",
    "BIG_SWAP,2211 4433 6655 8877",
    "LITTLE_SWAP,7788 5566 3344 1122"
  })
  void sixtyFourBitsFollowTheSameOrders(WordOrder order, String text) {
    int[] words =
        java.util.Arrays.stream(text.split(" ")).mapToInt(w -> Integer.parseInt(w, 16)).toArray();
    assertThat(number(new Format.Whole(4, true, order), words))
        .isEqualTo((double) 0x1122334455667788L);
  }

  @ParameterizedTest
  @EnumSource(WordOrder.class)
  void everyOrderUndoesItself(WordOrder order) {
    int[] words = {0x0102, 0x0304, 0x0506, 0x0708};
    assertThat(order.toBig(order.toBig(words))).isEqualTo(words);
  }

  @Test
  void floatsAreIeee754() {
    assertThat(number(new Format.Real(2, WordOrder.BIG), 0x42F6, 0xE979))
        .isEqualTo(Float.parseFloat("123.456"));
    assertThat(number(new Format.Real(2, WordOrder.LITTLE_SWAP), 0xE979, 0x42F6))
        .isEqualTo(Float.parseFloat("123.456"));
    long pi = Double.doubleToLongBits(Math.PI);
    int[] words = IntStream.of(48, 32, 16, 0).map(s -> (int) (pi >> s) & 0xFFFF).toArray();
    assertThat(number(new Format.Real(4, WordOrder.BIG), words)).isEqualTo(Math.PI);
  }

  /** Values of IEEE 754 binary16 as the standard's tables give them. */
  @ParameterizedTest
  @CsvSource({
    "3C00,1",
    "C000,-2",
    "7BFF,65504",
    "0001,5.9604644775390625E-8",
    "0400,6.103515625E-5",
    "3555,0.333251953125",
    "8000,-0.0"
  })
  void halfFloatsAreDecoded(String word, double expected) {
    assertThat(number(new Format.Real(1, WordOrder.BIG), Integer.parseInt(word, 16)))
        .isEqualTo(expected);
  }

  @Test
  void notANumberAndInfinityAreNotAvailable() {
    for (int[] words : List.of(new int[] {0x7FC0, 0}, new int[] {0x7F80, 0})) {
      Outcome outcome = ModbusCodec.decode(new Format.Real(2, WordOrder.BIG), words);
      assertThat(((Missing) outcome).cause()).isEqualTo(Cause.NOT_AVAILABLE);
    }
    Outcome half = ModbusCodec.decode(new Format.Real(1, WordOrder.BIG), new int[] {0x7E00});
    assertThat(((Missing) half).cause()).isEqualTo(Cause.NOT_AVAILABLE);
  }

  @Test
  void bitsCountFromTheLeastSignificantOfAllRegisters() {
    assertThat(number(new Format.Bits(1, 0, 1), 0x0001)).isEqualTo(1);
    assertThat(number(new Format.Bits(1, 15, 1), 0x8000)).isEqualTo(1);
    assertThat(number(new Format.Bits(1, 15, 1), 0x7FFF)).isZero();
    assertThat(number(new Format.Bits(2, 16, 1), 0x0001, 0x0000)).isEqualTo(1);
    assertThat(number(new Format.Bits(1, 4, 4), 0x12A4)).isEqualTo(0xA);
    assertThat(number(new Format.Bits(2, 0, 32), 0xFFFF, 0xFFFF)).isEqualTo(4_294_967_295.0);
  }

  @Test
  void binaryCodedDecimalIsReadDigitByDigit() {
    assertThat(number(new Format.Bcd(1, WordOrder.BIG), 0x1234)).isEqualTo(1234);
    assertThat(number(new Format.Bcd(2, WordOrder.LITTLE_SWAP), 0x5678, 0x1234))
        .isEqualTo(12_345_678);
    Outcome outcome = ModbusCodec.decode(new Format.Bcd(1, WordOrder.BIG), new int[] {0x12A4});
    assertThat(outcome).isEqualTo(new Missing(Cause.GARBAGE, "0x12A4 is not binary-coded decimal"));
  }

  @Test
  void textsEndBeforeTheFirstNul() {
    Format four = new Format.Characters(4, WordOrder.BIG);
    assertThat(ModbusCodec.decode(four, new int[] {0x4142, 0x4300, 0x4445, 0x4647}))
        .isEqualTo(new Text("ABC"));
    assertThat(ModbusCodec.decode(four, new int[] {0x4142, 0x4344, 0x4546, 0x47B0}))
        .isEqualTo(new Text("ABCDEFG°"));
    assertThat(ModbusCodec.decode(four, new int[4])).isEqualTo(new Text(""));
    assertThat(
            ModbusCodec.decode(
                new Format.Characters(2, WordOrder.BIG_SWAP), new int[] {0x4241, 0x0043}))
        .isEqualTo(new Text("ABC"));
  }

  @Test
  void bytesWithoutAMeaningAreToldAsHexadecimal() {
    assertThat(ModbusCodec.decode(new Format.Hex(2), new int[] {0x00AB, 0xCD01}))
        .isEqualTo(new Text("00abcd01"));
  }

  @Test
  void rawWordsAreShownAsTheyCame() {
    Format little = new Format.Whole(2, false, WordOrder.LITTLE);
    assertThat(ModbusCodec.raw(little, new int[] {0x1234, 0x5678})).isEqualTo("0x1234 0x5678");
    assertThat(ModbusCodec.raw(new Format.Contact(), new int[] {1})).isEqualTo("1");
  }

  @Test
  void aWrongNumberOfRegistersIsAFaultOfTheCaller() {
    assertThatThrownBy(() -> ModbusCodec.decode(whole(2, false), new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
