package io.rackproof.agent.device.modbus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.rackproof.agent.device.modbus.ModbusSource.Table;
import io.rackproof.agent.device.modbus.ModbusTransport.Identify;
import io.rackproof.agent.device.modbus.ModbusTransport.Read;
import io.rackproof.agent.device.modbus.ModbusTransport.Request;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** On a prototype a write can stop a pump: the drivers hold nothing that could write. */
class ModbusOnlyReadsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.rackproof.agent");

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void thereAreNoRequestsButReadsAndTheIdentification() {
    assertThat(Request.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(Read.class, Identify.class);
    assertThat(Arrays.stream(Table.values()).map(Table::function)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void everyRequestThatCanBeFormedBeginsWithTheFunctionOfARead() {
    for (Table table : Table.values()) {
      for (int address : new int[] {0, 5, 0xFF05, 0xFFFF}) {
        for (int count : new int[] {1, 5, 15, 16, 125, 2000, 0xFF00}) {
          byte[] pdu = Pdu.encode(new Read(1, table, address, count));
          assertThat(pdu).hasSize(5);
          assertThat(pdu[0]).isBetween((byte) 1, (byte) 4);
        }
      }
    }
    for (int code = 0; code < 256; code++) {
      for (int object = 0; object < 256; object++) {
        assertThat(Pdu.encode(new Identify(1, code, object))).startsWith(0x2B, 0x0E).hasSize(4);
      }
    }
  }

  @Test
  void bytesAreSentFromOnePlaceThatTakesRequestsAlone() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(LinkTransport.class.getName())
            .should()
            .callMethod(Channel.class, "write", byte[].class));
    for (Class<?> channel :
        new Class<?>[] {TcpChannel.class, UdpChannel.class, SerialChannel.class}) {
      check(
          noClasses()
              .that()
              .doNotHaveFullyQualifiedName(LinkTransport.class.getName())
              .should()
              .callConstructor(channel, channel.getDeclaredConstructors()[0].getParameterTypes()));
    }
    assertThat(ModbusTransport.class.getDeclaredMethods())
        .extracting(java.lang.reflect.Method::getName)
        .containsExactlyInAnyOrder("ask", "close");
  }

  /** A library's requests could write, its facades do, and its transactions retry. */
  @Test
  void noModbusLibraryIsUsed() {
    check(noClasses().should().dependOnClassesThat().resideInAPackage("com.ghgande.."));
  }

  @Test
  void modbusKnowsNothingOfOursButDevice() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.rackproof.agent.device.modbus")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.rackproof.wire..",
                "io.rackproof.document..",
                "io.rackproof.catalogue..",
                "io.rackproof.agent.profile..",
                "io.rackproof.agent.poll..",
                "io.rackproof.agent.sample..",
                "io.rackproof.agent.device.snmp..",
                "io.rackproof.agent.device.serial.."));
  }
}
