package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.access.Access;
import io.rackproof.collector.access.ProviderUser;
import io.rackproof.collector.access.Role;
import io.rackproof.collector.access.SignIn;
import io.rackproof.collector.access.SignInConfig;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.identity.AgentRegister;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.StoreCheck;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code backup} and {@code restore}, beside a store that is being written. */
class BackupTest {

  private static final int SECONDS = 300;
  private static final long END = SentRack.START + SECONDS * 1000L - 500;
  private static final RackIdentity BUSY =
      new RackIdentity("gen2-008", "gen2", "maker-a", "site", "EVT3", "S-2");

  @TempDir Path folder;

  private final SetClock clock = new SetClock(SentRack.START);
  private final StringWriter told = new StringWriter();
  private final SentRack busy = new SentRack("busy", BUSY);
  private Path data = Path.of("");
  private Path config = Path.of("");
  private SampleStore samples;
  private CampaignStore campaigns;
  private Campaign campaign;

  @BeforeEach
  void collect() throws Exception {
    data = folder.resolve("data");
    config =
        Files.writeString(
            folder.resolve("collector.yaml"),
            "ingest: {listen: \"127.0.0.1:0\", names: [localhost]}\ndata: {directory: data}\n");
    samples = SampleStore.open(new StoreConfig(data, Duration.ofMinutes(5)), clock);
    campaigns = CampaignStore.open(data.resolve(Collector.CAMPAIGNS));
    AgentRegister.open(data.resolve("identity"), Clock.systemUTC()).close();
    Campaign running = campaigns.start("gen2-007", Plan.parse("p", SentRack.PLAN), SentRack.START);
    SentRack rack = new SentRack("epoch");
    for (int s = 0; s < SECONDS; s++) {
      samples.append(List.of(rack.second(s, 30)));
      if (s == 200) {
        clock.set(SentRack.START + 3_600_000);
        assertThat(samples.sealDue()).isPositive();
      }
    }
    campaign = campaigns.end(running.id(), Campaign.State.COMPLETED, END);
  }

  @AfterEach
  void close() {
    campaigns.close();
    samples.close();
  }

  private int run(String... arguments) {
    told.getBuffer().setLength(0);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(told, true)).setErr(new PrintWriter(told, true));
    return line.execute(arguments);
  }

  private int backup(String to, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("backup", "-c", config.toString(), "--to", folder.resolve(to).toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int restore(String from, String to) {
    return run("restore", folder.resolve(from).toString(), "--to", folder.resolve(to).toString());
  }

  private byte[] judged(Path store, String out) throws IOException {
    Path to = folder.resolve(out);
    Path plan = Files.writeString(folder.resolve("plan.yaml"), SentRack.PLAN);
    assertThat(
            run(
                "rescore",
                campaign.id(),
                "--plan",
                plan.toString(),
                "--store",
                store.toString(),
                "--out",
                to.toString()))
        .as(told.toString())
        .isZero();
    return Files.readAllBytes(to.resolve("verdict.json"));
  }

  @Test
  void backupOfAStoreThatIsWrittenHoldsEverythingBeforeItAndJudgesTheSame() throws Exception {
    AtomicInteger second = new AtomicInteger();
    AtomicBoolean stopped = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(50);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Future<?> written =
          writer.submit(
              () -> {
                while (!stopped.get()) {
                  samples.append(List.of(busy.second(second.get(), 30)));
                  if (second.incrementAndGet() % 20 == 0) {
                    clock.set(clock.millis() + 600_000);
                    samples.sealDue();
                  }
                  writing.countDown();
                }
                return null;
              });
      assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
      int before = second.get();
      assertThat(backup("backup")).as(told.toString()).isZero();
      int after = second.get();
      stopped.set(true);
      written.get(30, TimeUnit.SECONDS);
      assertThat(after).as("seconds stored while the backup was made").isGreaterThan(before);

      assertThat(restore("backup", "elsewhere")).as(told.toString()).isZero();
      Path elsewhere = folder.resolve("elsewhere");
      assertThat(StoreCheck.run(elsewhere).faults()).isEmpty();
      assertThat(judged(elsewhere, "there")).isEqualTo(judged(data, "here"));
      try (SampleStore restored =
          SampleStore.open(new StoreConfig(elsewhere, Duration.ofMinutes(5)), clock)) {
        long kept = restored.acknowledged(BUSY.id(), "busy");
        assertThat(kept).isBetween((long) before, (long) after + 1);
        for (SeriesSamples series : restored.read(BUSY.id(), s -> true, 0, Long.MAX_VALUE)) {
          assertThat((long) series.size()).as(series.series().toString()).isEqualTo(kept);
        }
        assertThat(restored.losses(BUSY.id(), 0, Long.MAX_VALUE)).isEmpty();
      }
      assertThat(elsewhere.resolve("identity/register.sqlite")).exists();
      try (Stream<Path> keys = Files.list(data.resolve("identity"))) {
        for (Path key : keys.filter(k -> k.toString().endsWith(".pem")).toList()) {
          assertThat(elsewhere.resolve("identity").resolve(key.getFileName()))
              .hasSameBinaryContentAs(key);
        }
      }
      assertThat(folder.resolve("backup/collector.yaml")).hasSameTextualContentAs(config);
    } finally {
      stopped.set(true);
      writer.shutdownNow();
    }
  }

  @Test
  void nextBackupLinksTheSealedFilesOfThePreviousOneUnlessTheyChangedThere() throws Exception {
    assertThat(backup("first")).as(told.toString()).isZero();
    Path sealed = sealedFiles(folder.resolve("first/data")).get(0);
    Path within = folder.resolve("first").relativize(sealed);
    assertThat(backup("second", "--previous", folder.resolve("first").toString()))
        .as(told.toString())
        .isZero();
    assertThat(told.toString()).contains("1 of them linked");
    assertThat(Files.isSameFile(sealed, folder.resolve("second").resolve(within))).isTrue();
    assertThat(restore("second", "data2")).isZero();

    byte[] bytes = Files.readAllBytes(sealed);
    bytes[bytes.length / 2] ^= 1;
    Files.write(sealed, bytes);
    assertThat(backup("third", "--previous", folder.resolve("first").toString()))
        .as(told.toString())
        .isZero();
    assertThat(told.toString()).contains("0 of them linked");
    assertThat(restore("third", "data3")).isZero();
    assertThat(judged(folder.resolve("data3"), "there")).isEqualTo(judged(data, "here"));
  }

  @Test
  void backupThatWasChangedOrIsNotWholeIsNotRestoredAndTheFileIsNamed() throws Exception {
    assertThat(backup("backup")).isZero();
    List<Path> files;
    try (Stream<Path> paths = Files.walk(folder.resolve("backup"))) {
      files =
          paths
              .filter(Files::isRegularFile)
              .filter(p -> !p.endsWith("backup.json"))
              .sorted()
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(5);
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      byte[] changed = bytes.clone();
      changed[changed.length / 3] ^= 4;
      Files.write(file, changed);
      assertThat(restore("backup", "restored")).as(file.toString()).isEqualTo(Main.FAULT);
      assertThat(told.toString()).contains("damaged: " + folder.resolve("backup").relativize(file));
      Files.delete(file);
      assertThat(restore("backup", "restored")).as(file.toString()).isEqualTo(Main.FAULT);
      assertThat(told.toString()).contains("is missing");
      assertThat(folder.resolve("restored")).doesNotExist();
      assertThat(folder.resolve("restored.partial")).doesNotExist();
      Files.write(file, bytes);
    }
    Files.delete(folder.resolve("backup/backup.json"));
    assertThat(restore("backup", "restored")).isEqualTo(Main.FAULT);
    assertThat(told.toString()).contains("is no backup");
  }

  @Test
  void nothingThatExistsIsOverwrittenAndABackupDoesNotGoIntoTheData() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("full")).resolve("file"), "mine");
    assertThat(backup("full")).isEqualTo(Main.FAULT);
    assertThat(told.toString()).contains("exists and is not empty").contains("no backup was made");
    assertThat(backup("data/backup")).isEqualTo(Main.FAULT);
    assertThat(told.toString()).contains("lies within");
    assertThat(backup("backup")).isZero();
    assertThat(restore("backup", "full")).isEqualTo(Main.FAULT);
    assertThat(folder.resolve("full/file")).hasContent("mine");
    assertThat(backup("other", "--previous", folder.resolve("full").toString()))
        .isEqualTo(Main.FAULT);
    assertThat(told.toString()).contains("is no backup");
    assertThat(folder.resolve("other.partial")).doesNotExist();
  }

  @Test
  void sessionsOfThenEndAndUsersAreThoseOfThen() throws Exception {
    Files.writeString(
        config, Files.readString(config) + "web: {listen: \"127.0.0.1:0\", sign-in: local}\n");
    SignInConfig signIn =
        new SignInConfig(
            data.resolve("access"), SignInConfig.DEFAULT_IDLE, SignInConfig.DEFAULT_LONGEST);
    try (Access access = Access.start(signIn, clock)) {
      ProviderUser carol = new ProviderUser("https://login.example", "s-1", "carol", Role.VIEWER);
      SignIn.Granted granted = (SignIn.Granted) access.signIn(carol);
      assertThat(backup("backup")).as(told.toString()).isZero();
      assertThat(restore("backup", "restored")).as(told.toString()).isZero();
      assertThat(told.toString()).contains("1 session of then ended");
      assertThat(access.isGood(granted.caller())).as("that of the running one").isTrue();
      SignInConfig restored =
          new SignInConfig(
              folder.resolve("restored/access"),
              SignInConfig.DEFAULT_IDLE,
              SignInConfig.DEFAULT_LONGEST);
      try (Access then = Access.start(restored, clock)) {
        assertThat(then.session(granted.secret())).isEmpty();
        assertThat(then.wasUser("carol", Long.MAX_VALUE)).isTrue();
      }
    }
  }

  @Test
  void backupIsReadByItsOwnerAlone() throws Exception {
    assertThat(backup("backup")).isZero();
    try (Stream<Path> paths = Files.walk(folder.resolve("backup"))) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("backup"))))
        .isEqualTo("rwx------");
  }

  @Test
  void sealedFileThatIsDamagedAlreadyIsCopiedAndTold() throws Exception {
    Path sealed = sealedFiles(data).get(0);
    byte[] bytes = Files.readAllBytes(sealed);
    bytes[bytes.length / 2] ^= 1;
    Files.write(sealed, bytes);
    assertThat(backup("backup")).isEqualTo(Main.FAULT);
    assertThat(told.toString()).contains("DAMAGED " + data.relativize(sealed));
    assertThat(restore("backup", "restored")).as(told.toString()).isZero();
  }

  @Test
  void sealedFileThatRetentionDeletedMeanwhileIsALossOfItsTimeAfterTheRestore() throws Exception {
    Files.delete(sealedFiles(data).get(0));
    assertThat(backup("backup")).as(told.toString()).isZero();
    assertThat(told.toString()).contains("retention deleted samples/gen2-007/");
    assertThat(restore("backup", "restored")).isZero();
    try (SampleStore restored =
        SampleStore.open(
            new StoreConfig(folder.resolve("restored"), Duration.ofMinutes(5)), clock)) {
      assertThat(restored.losses("gen2-007", SentRack.START, END)).hasSize(1);
    }
  }

  private static List<Path> sealedFiles(Path data) throws IOException {
    try (Stream<Path> paths = Files.walk(data.resolve("samples"))) {
      return paths.filter(p -> p.toString().endsWith(".parquet")).sorted().toList();
    }
  }
}
