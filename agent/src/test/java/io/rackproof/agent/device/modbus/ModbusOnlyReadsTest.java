package io.rackproof.agent.device.modbus;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** On a prototype a write can stop a pump: the drivers hold nothing that could write. */
@AnalyzeClasses(
    packages = "io.rackproof.agent",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModbusOnlyReadsTest {

  @ArchTest
  static final ArchRule noWriteRequestIsUsed =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("com.ghgande.j2mod.modbus.msg")
                  .and(
                      simpleNameStartingWith("Write")
                          .or(simpleNameStartingWith("MaskWrite"))
                          .or(simpleNameStartingWith("ReadWrite"))));

  /** The facades write, the transactions retry and sleep, the process images are for servers. */
  @ArchTest
  static final ArchRule noPartOfTheLibraryThatWritesOrRetriesIsUsed =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "com.ghgande.j2mod.modbus.facade", "com.ghgande.j2mod.modbus.slave")
                  .or(simpleNameEndingWith("Transaction")));

  @ArchTest
  static final ArchRule onlyThisPackageKnowsTheLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.rackproof.agent.device.modbus")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.ghgande.j2mod..");

  @ArchTest
  static final ArchRule modbusKnowsNothingOfOursButDevice =
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
              "io.rackproof.agent.device.serial..");
}
