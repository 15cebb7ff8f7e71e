package io.rackproof.agent.device.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.modbus.ModbusSource.Table;
import io.rackproof.agent.device.modbus.ReadPlan.Block;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadPlanTest {

  private static ModbusSource register(int address) {
    return wide(address, 1);
  }

  private static ModbusSource wide(int address, int registers) {
    return new ModbusSource(
        Table.HOLDING, address, new Format.Whole(registers, false, WordOrder.BIG));
  }

  private static List<String> plan(int maxRegisters, int maxGap, ModbusSource... sources) {
    return texts(ReadPlan.of(new LinkedHashSet<>(Arrays.asList(sources)), maxRegisters, maxGap));
  }

  private static List<String> texts(List<Block> blocks) {
    return blocks.stream().map(b -> b.table() + " " + b.address() + "+" + b.count()).toList();
  }

  @Test
  void neighboursAreReadWithOneRequestWhateverTheirOrder() {
    assertThat(plan(120, 0, register(2), register(0), wide(3, 2), register(1)))
        .containsExactly("HOLDING 0+5");
  }

  @Test
  void aGapIsReadAlongUpToItsLimit() {
    assertThat(plan(120, 8, register(0), register(9))).containsExactly("HOLDING 0+10");
    assertThat(plan(120, 8, register(0), register(10)))
        .containsExactly("HOLDING 0+1", "HOLDING 10+1");
  }

  @Test
  void noRequestIsLongerThanTheDeviceAllows() {
    ModbusSource[] all =
        IntStream.range(0, 25).mapToObj(i -> register(i)).toArray(ModbusSource[]::new);
    assertThat(plan(10, 8, all)).containsExactly("HOLDING 0+10", "HOLDING 10+10", "HOLDING 20+5");
  }

  @Test
  void aValueIsNeverTornApart() {
    assertThat(plan(3, 8, wide(0, 2), wide(2, 2), wide(4, 2)))
        .containsExactly("HOLDING 0+2", "HOLDING 2+2", "HOLDING 4+2");
  }

  @Test
  void tablesAreReadApart() {
    ModbusSource input =
        new ModbusSource(Table.INPUT, 1, new Format.Whole(1, false, WordOrder.BIG));
    ModbusSource coil = new ModbusSource(Table.COIL, 2, new Format.Contact());
    assertThat(plan(120, 8, register(0), input, coil))
        .containsExactlyInAnyOrder("HOLDING 0+1", "INPUT 1+1", "COIL 2+1");
  }

  @Test
  void bitsAreCheapToReadAlong() {
    ModbusSource[] coils =
        IntStream.of(0, 100, 230)
            .mapToObj(i -> new ModbusSource(Table.COIL, i, new Format.Contact()))
            .toArray(ModbusSource[]::new);
    assertThat(plan(120, 8, coils)).containsExactly("COIL 0+101", "COIL 230+1");
  }

  @Test
  void valuesOfOneRegisterStayTogetherWhenABlockIsHalved() {
    Set<ModbusSource> sources =
        IntStream.range(0, 32)
            .mapToObj(i -> new ModbusSource(Table.HOLDING, i / 16, new Format.Bits(1, i % 16, 1)))
            .collect(Collectors.toSet());
    List<Block> blocks = ReadPlan.of(sources, 120, 8);
    assertThat(texts(blocks)).containsExactly("HOLDING 0+2");
    assertThat(texts(blocks.get(0).halves())).containsExactly("HOLDING 0+1", "HOLDING 1+1");
  }
}
