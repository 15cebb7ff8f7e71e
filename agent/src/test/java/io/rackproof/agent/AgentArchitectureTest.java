package io.rackproof.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import org.jspecify.annotations.NullMarked;

/** Holds the table of packages in the design: imports point upstream only. */
@AnalyzeClasses(
    packages = "io.rackproof.agent",
    importOptions = ImportOption.DoNotIncludeTests.class)
class AgentArchitectureTest {

  private static final String AGENT = "io.rackproof.agent";
  private static final String DEVICE = AGENT + ".device";
  private static final String WIRE = "io.rackproof.wire..";

  /** Of all that is ours, a package may use itself and what the table names. */
  private static ArchRule mayUse(String from, String... allowed) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(oursBut(from, allowed))
        .as(from + " uses of ours only itself and " + String.join(", ", allowed));
  }

  private static DescribedPredicate<JavaClass> oursBut(String from, String... allowed) {
    DescribedPredicate<JavaClass> ours = JavaClass.Predicates.resideInAPackage("io.rackproof..");
    DescribedPredicate<JavaClass> itself = JavaClass.Predicates.resideInAPackage(from);
    DescribedPredicate<JavaClass> named = JavaClass.Predicates.resideInAnyPackage(allowed);
    return ours.and(DescribedPredicate.not(itself.or(named)));
  }

  @ArchTest static final ArchRule deviceUsesNothingOfOurs = mayUse(DEVICE, DEVICE);

  @ArchTest static final ArchRule modbusKnowsOnlyDevice = mayUse(DEVICE + ".modbus..", DEVICE);

  @ArchTest static final ArchRule snmpKnowsOnlyDevice = mayUse(DEVICE + ".snmp..", DEVICE);

  @ArchTest static final ArchRule serialKnowsOnlyDevice = mayUse(DEVICE + ".serial..", DEVICE);

  @ArchTest
  static final ArchRule profilesKnowDevicesAndFiles =
      mayUse(
          AGENT + ".profile..",
          DEVICE + "..",
          "io.rackproof.document..",
          "io.rackproof.catalogue..");

  @ArchTest static final ArchRule pollKnowsOnlyDevice = mayUse(AGENT + ".poll..", DEVICE);

  @ArchTest
  static final ArchRule sampleKnowsDeviceAndWire = mayUse(AGENT + ".sample..", DEVICE, WIRE);

  @ArchTest static final ArchRule spoolKnowsOnlyWire = mayUse(AGENT + ".spool..", WIRE);

  @ArchTest
  static final ArchRule uplinkKnowsSpoolAndWire =
      mayUse(AGENT + ".uplink..", AGENT + ".spool..", AGENT + ".identity..", WIRE);

  @ArchTest
  static final ArchRule identityKnowsOnlyWire =
      mayUse(AGENT + ".identity..", WIRE, "io.rackproof.identity..");

  @ArchTest
  static final ArchRule onlyTheUplinkKnowsNetty =
      noClasses()
          .that()
          .resideOutsideOfPackage(AGENT + ".uplink..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule profilesNeverTalkToADevice =
      noClasses()
          .that()
          .resideInAPackage(AGENT + ".profile..")
          .should()
          .dependOnClassesThat()
          .haveSimpleNameEndingWith("Driver")
          .orShould()
          .dependOnClassesThat()
          .haveSimpleNameEndingWith("Transport")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("com.ghgande..", "org.snmp4j..", "com.fazecast..", "java.net..");

  @ArchTest
  static final ArchRule serialUsesNoOtherProtocolsLibrary =
      noClasses()
          .that()
          .resideInAPackage(DEVICE + ".serial..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.ghgande..", "org.snmp4j..");

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses()
          .that()
          .resideOutsideOfPackage(AGENT)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callConstructor(Date.class)
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .because("tests bring their own clock; only the assembly takes the machine's");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class)
          .because("waiting has an end that something tells, or a deadline by the ticker");

  @ArchTest
  static final ArchRule everyPackageSaysWhatItOwns =
      classes()
          .that()
          .resideInAPackage(AGENT + "..")
          .should(
              new ArchCondition<>("be in a package that is @NullMarked") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                  boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                  events.add(
                      new SimpleConditionEvent(
                          item, marked, item.getPackageName() + " has no package-info"));
                }
              });
}
