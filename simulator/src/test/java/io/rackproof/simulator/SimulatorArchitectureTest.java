package io.rackproof.simulator;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the imports that each package-info of this module allows. */
@AnalyzeClasses(
    packages = "io.rackproof.simulator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class SimulatorArchitectureTest {

  private static final String ROOT = "io.rackproof.simulator";

  @ArchTest
  static final ArchRule packagesImportUpstreamOnly =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("root")
          .definedBy(ROOT)
          .layer("model")
          .definedBy(ROOT + ".model")
          .layer("scenario")
          .definedBy(ROOT + ".scenario")
          .layer("device")
          .definedBy(ROOT + ".device")
          .layer("replay")
          .definedBy(ROOT + ".replay")
          .layer("modbus")
          .definedBy(ROOT + ".modbus")
          .layer("snmp")
          .definedBy(ROOT + ".snmp")
          .layer("serial")
          .definedBy(ROOT + ".serial")
          .layer("fleet")
          .definedBy(ROOT + ".fleet")
          .whereLayer("fleet")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("scenario")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("device")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("replay")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("root", "scenario", "device")
          .whereLayer("snmp")
          .mayOnlyBeAccessedByLayers("root", "device", "replay")
          .whereLayer("modbus")
          .mayOnlyBeAccessedByLayers("root", "device", "replay")
          .whereLayer("serial")
          .mayOnlyBeAccessedByLayers("root", "modbus", "replay")
          .ignoreDependency(
              alwaysTrue(),
              com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage(
                  ROOT + ".."));

  @ArchTest
  static final ArchRule twinSharesNoCodeWithWhatItTests =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.rackproof.agent..",
              "io.rackproof.collector..",
              "com.ghgande..",
              "com.fazecast..");

  @ArchTest
  static final ArchRule onlyTheRootLooksAtClocks =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);
}
