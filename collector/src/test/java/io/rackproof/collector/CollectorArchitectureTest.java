package io.rackproof.collector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** Holds the imports that each package-info of this module allows. */
@AnalyzeClasses(
    packages = "io.rackproof.collector",
    importOptions = ImportOption.DoNotIncludeTests.class)
class CollectorArchitectureTest {

  private static final String ROOT = "io.rackproof.collector";
  private static final String WIRE = "io.rackproof.wire..";
  private static final String IDENTITY = "io.rackproof.identity..";
  private static final String CATALOGUE = "io.rackproof.catalogue..";
  private static final String DOCUMENT = "io.rackproof.document..";

  private static String room(String name) {
    return ROOT + "." + name + "..";
  }

  /** A room may use itself, what is listed, and everything that is not ours. */
  private static ArchRule only(String room, String... allowed) {
    String[] ours = new String[allowed.length + 1];
    System.arraycopy(allowed, 0, ours, 0, allowed.length);
    ours[allowed.length] = room(room);
    return classes()
        .that()
        .resideInAPackage(room(room))
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage(
                    "io.rackproof..")
                .or(
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                        ours)));
  }

  @ArchTest static final ArchRule ingestKnowsTheWireAlone = only("ingest", WIRE, IDENTITY);

  @ArchTest
  static final ArchRule identityKnowsThePortOfIngest =
      only("identity", WIRE, IDENTITY, room("ingest"));

  @ArchTest static final ArchRule accessKnowsNoHttpAndNoCampaigns = only("access");

  @ArchTest
  static final ArchRule theProviderIsAskedWithoutAServer = only("openid", IDENTITY, room("access"));

  @ArchTest static final ArchRule storeKnowsTheWireAlone = only("store", WIRE);

  @ArchTest static final ArchRule backupsAskTheStoreWhatIsSealed = only("backup", room("store"));

  @ArchTest static final ArchRule plansStandAlone = only("plan", CATALOGUE, DOCUMENT);

  @ArchTest static final ArchRule scoringReadsNoStore = only("score", WIRE, DOCUMENT, room("plan"));

  @ArchTest
  static final ArchRule testsOfPlansNeedNoStore =
      only("scenario", WIRE, DOCUMENT, room("plan"), room("score"));

  @ArchTest
  static final ArchRule campaignsKnowPlansAlone = only("campaign", room("plan"), DOCUMENT);

  @ArchTest
  static final ArchRule liveJudgingKnowsNoDoorAndNoPage =
      only("live", WIRE, DOCUMENT, room("campaign"), room("plan"), room("score"), room("store"));

  @ArchTest
  static final ArchRule metricsReadVerdictsAndSamples =
      only(
          "metrics",
          WIRE,
          CATALOGUE,
          room("live"),
          room("campaign"),
          room("plan"),
          room("score"),
          room("store"));

  @ArchTest
  static final ArchRule notificationsReadVerdictsAndRacks =
      only("notify", WIRE, DOCUMENT, room("live"), room("campaign"), room("score"), room("store"));

  @ArchTest
  static final ArchRule remoteWriteKnowsNoAgentAndNoJudging =
      only("remotewrite", WIRE, CATALOGUE, room("store"));

  @ArchTest
  static final ArchRule reportsAreMadeOfVerdicts =
      only(
          "report",
          WIRE,
          CATALOGUE,
          DOCUMENT,
          room("score"),
          room("plan"),
          room("campaign"),
          room("store"));

  @ArchTest
  static final ArchRule comparisonsReadNoStore =
      only("compare", WIRE, room("score"), room("report"));

  @ArchTest static final ArchRule bundlesAreFilesWhateverTheyMean = only("evidence");

  @ArchTest
  static final ArchRule recordingsAreReadWithoutJudging =
      only("recorded", WIRE, DOCUMENT, room("plan"), room("score"), room("store"));

  @ArchTest
  static final ArchRule onlyTheRootAssembles =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT)
          .because("the root package knows all rooms, and no room knows it");

  @ArchTest
  static final ArchRule scoringIsPure =
      noClasses()
          .that()
          .resideInAPackage(room("score"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.sql..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.time.Clock.class)
          .because("the same samples, plan and timeline give the same verdicts, always");

  @ArchTest
  static final ArchRule nettyStaysAtTheDoor =
      noClasses()
          .that()
          .resideOutsideOfPackages(room("ingest"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .because("a test must be able to set the time");
}
