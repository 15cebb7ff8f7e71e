package io.rackproof.wire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the imports that each package-info of this module allows. */
@AnalyzeClasses(packages = "io.rackproof", importOptions = ImportOption.DoNotIncludeTests.class)
class WireArchitectureTest {

  @ArchTest
  static final ArchRule wireKnowsNoFilesAndNoNetwork =
      noClasses()
          .that()
          .resideInAPackage("io.rackproof.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.rackproof.document..",
              "io.rackproof.catalogue..",
              "io.rackproof.identity..",
              "org.bouncycastle..",
              "io.netty..",
              "org.snakeyaml..");

  @ArchTest
  static final ArchRule documentsKnowNothingOfWhatTheyHold =
      noClasses()
          .that()
          .resideInAPackage("io.rackproof.document..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.rackproof.wire..", "io.rackproof.catalogue..", "io.rackproof.identity..");

  @ArchTest
  static final ArchRule identityKnowsNoMessagesAndNoNetwork =
      noClasses()
          .that()
          .resideInAPackage("io.rackproof.identity..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.rackproof.wire..",
              "io.rackproof.document..",
              "io.rackproof.catalogue..",
              "java.net..",
              "io.netty..");

  @ArchTest
  static final ArchRule doctorKnowsMachinesAndNoRacks =
      noClasses()
          .that()
          .resideInAPackage("io.rackproof.doctor..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.rackproof.wire..", "io.rackproof.document..", "io.rackproof.catalogue..");

  @ArchTest
  static final ArchRule whatServicesAndLogsTellKnowsNothingOfOurs =
      noClasses()
          .that()
          .resideInAnyPackage("io.rackproof.service..", "io.rackproof.log..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.rackproof.wire..",
              "io.rackproof.document..",
              "io.rackproof.catalogue..",
              "io.rackproof.identity..",
              "io.netty..");

  @ArchTest
  static final ArchRule nobodyUsesTheLogButByItsInterface =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.rackproof.log..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.rackproof.log..");
}
