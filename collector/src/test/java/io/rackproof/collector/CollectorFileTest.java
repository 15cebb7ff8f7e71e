package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.ingest.IngestConfig;
import io.rackproof.collector.store.Retention;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.collector.web.WebConfig;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CollectorFileTest {

  private static final Path CASES = Path.of("src/test/resources/io/rackproof/collector/testcases");

  @TempDir Path directory;

  private CollectorConfig read(String text) throws Exception {
    Path file = directory.resolve("collector.yaml");
    Files.writeString(file, text);
    return CollectorFile.read(file);
  }

  @Test
  void allDefaults() throws Exception {
    assertThat(read("ingest: {plain: true}"))
        .isEqualTo(
            new CollectorConfig(
                new IngestConfig("127.0.0.1", 7443, Optional.empty(), 32),
                new StoreConfig(directory.resolve("data"), Duration.ofMinutes(5)),
                new WebConfig("127.0.0.1", 8080, false)));
  }

  @Test
  void allKeys() throws Exception {
    for (String name : List.of("collector.pem", "collector.key", "ca.pem")) {
      Files.writeString(directory.resolve(name), "");
    }
    assertThat(
            read(
                """
                ingest:
                  listen: "[::]:7500"
                  certificate: collector.pem
                  key: collector.key
                  authority: ca.pem
                  window: 8
                data:
                  directory: /var/lib/rackproof
                  seal-after: 90s
                  reserve: 1 GiB
                  retention: {age: 2160h, bytes: 500 GB, campaigns: 8760h}
                web: {listen: "192.0.2.5:9000", allow-remote: true}
                """))
        .isEqualTo(
            new CollectorConfig(
                new IngestConfig(
                    "::",
                    7500,
                    Optional.of(
                        new IngestConfig.Tls(
                            directory.resolve("collector.pem"),
                            directory.resolve("collector.key"),
                            directory.resolve("ca.pem"))),
                    8),
                new StoreConfig(
                    Path.of("/var/lib/rackproof"),
                    Duration.ofSeconds(90),
                    1L << 30,
                    new Retention(
                        Optional.of(Duration.ofDays(90)),
                        OptionalLong.of(500_000_000_000L),
                        Optional.of(Duration.ofDays(365)))),
                new WebConfig("192.0.2.5", 9000, true)));
  }

  @Test
  void shippedExampleHasNoMistake() throws Exception {
    CollectorConfig config = CollectorFile.read(Path.of("src/dist/examples/collector.yaml"));
    assertThat(config.web()).isEqualTo(new WebConfig("127.0.0.1", 8080, false));
  }

  static Stream<Path> cases() {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyMistakeIsToldAtOnce(Path folder) throws Exception {
    String expected = Files.readString(folder.resolve("expected")).strip();
    assertThatThrownBy(() -> CollectorFile.read(folder.resolve("collector.yaml")))
        .isInstanceOf(InvalidDocumentException.class)
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).replace(folder + "/", ""))
                    .isEqualTo(expected));
  }
}
