package io.rackproof.collector;

import io.rackproof.collector.identity.IdentityConfig;
import io.rackproof.collector.ingest.IngestConfig;
import io.rackproof.collector.ingest.IngestConfig.Tls;
import io.rackproof.collector.ingest.IngestLimits;
import io.rackproof.collector.notify.NotifyConfig;
import io.rackproof.collector.store.Retention;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.Sizes;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code collector.yaml}, finding every mistake in one pass. */
final class CollectorFile {

  private static final String DEFAULT_DIRECTORY = "data";
  private static final String[] TLS_KEYS = {"certificate", "key", "authority"};

  /** Within the data directory. */
  private static final String IDENTITY = "identity";

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  private final Path file;
  private List<String> names = List.of();
  private Duration certificateLife = IdentityConfig.DEFAULT_LIFE;

  private CollectorFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the file. Relative paths in it are relative to its directory.
   *
   * @throws InvalidDocumentException with every mistake
   */
  static CollectorConfig read(Path file) throws InvalidDocumentException {
    Problems problems = new Problems();
    YamlMap root =
        YamlFile.read(file, problems)
            .allow(
                "ingest", "data", "web", "remote-write", "remote-write-out", "notify", "evidence");
    CollectorFile reader = new CollectorFile(file);
    @Nullable IngestConfig ingest = reader.ingest(root.require("ingest"));
    StoreConfig store = reader.store(root.get("data"));
    WebFile.Web web = WebFile.read(root.get("web"), reader::resolve, store.directory());
    RemoteWriteConfig remoteWrite = RemoteWriteFile.read(root);
    NotifyConfig notifications = NotifyFile.read(root);
    Path signingKey = reader.signingKey(root.get("evidence"), store);
    problems.throwIfAny();
    return reader.config(ingest, store, web, remoteWrite, notifications, signingKey);
  }

  private CollectorConfig config(
      @Nullable IngestConfig ingest,
      StoreConfig store,
      WebFile.Web web,
      RemoteWriteConfig remoteWrite,
      NotifyConfig notifications,
      Path signingKey) {
    if (ingest == null) {
      throw new IllegalStateException("no ingest and no problem reported");
    }
    Optional<IdentityConfig> identity =
        names.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new IdentityConfig(store.directory().resolve(IDENTITY), names, certificateLife));
    return new CollectorConfig(
        ingest,
        store,
        web.config(),
        web.signIn(),
        web.openId(),
        identity,
        remoteWrite,
        notifications,
        signingKey);
  }

  private Path signingKey(Optional<YamlValue> value, StoreConfig store) {
    return value
        .map(v -> v.map().allow("key"))
        .flatMap(m -> m.get("key"))
        .map(v -> resolve(v.text()))
        .orElse(store.directory().resolve(EvidenceBundler.KEY));
  }

  private @Nullable IngestConfig ingest(YamlValue value) {
    if (value.isMissing()) {
      return null;
    }
    YamlMap map =
        value
            .map()
            .allow(
                "listen",
                "names",
                "certificate-life",
                "plain",
                "certificate",
                "key",
                "authority",
                "window",
                "memory",
                "most-agents",
                "most-series");
    Listen listen =
        map.get("listen")
            .map(Listen::read)
            .orElse(new Listen("127.0.0.1", IngestConfig.DEFAULT_PORT));
    boolean plain = map.get("plain").map(YamlValue::bool).orElse(false);
    int window =
        map.get("window").map(w -> (int) w.integer(1, 10_000)).orElse(IngestConfig.DEFAULT_WINDOW);
    boolean anyTls = map.has("certificate") || map.has("key") || map.has("authority");
    Optional<Tls> tls = Optional.empty();
    if (map.has("names")) {
      if (plain || anyTls) {
        map.report(
            "'names' makes certificates of the collector's own: leave away 'plain', certificate,"
                + " key and authority");
      }
      names(map);
    } else if (map.has("certificate-life")) {
      map.report("'certificate-life' goes with 'names' alone: other certificates have their own");
    } else if (plain && anyTls) {
      map.report("'plain: true' and a certificate exclude each other: leave one of them away");
    } else if (plain) {
      if (!listen.isLoopback()) {
        map.get("listen")
            .ifPresent(
                l ->
                    l.report(
                        "a plain listener is for loopback only (127.0.0.1); for other addresses"
                            + " give names, or certificate, key and authority"));
      }
    } else if (anyTls) {
      Path[] files = new Path[TLS_KEYS.length];
      for (int i = 0; i < TLS_KEYS.length; i++) {
        files[i] = existing(map.require(TLS_KEYS[i]));
      }
      tls = Optional.of(new Tls(files[0], files[1], files[2]));
    } else {
      map.report(
          "give names (what agents dial), or certificate, key and authority, or 'plain: true' for"
              + " agents on this machine only");
    }
    return new IngestConfig(listen.host(), listen.port(), tls, window, limits(map));
  }

  private static IngestLimits limits(YamlMap map) {
    IngestLimits room = IngestLimits.ofThisHeap();
    return new IngestLimits(
        map.get("memory").map(m -> Math.max(1, size(m, room.memory()))).orElse(room.memory()),
        map.get("most-agents").map(a -> (int) a.integer(1, 100_000)).orElse(room.agents()),
        map.get("most-series").map(s -> s.integer(1, 1_000_000_000)).orElse(room.series()));
  }

  private void names(YamlMap map) {
    YamlValue list = map.require("names");
    List<String> read = new ArrayList<>();
    for (YamlValue value : list.list()) {
      String name = value.nonEmpty();
      if (!name.isEmpty() && !NAME.matcher(name).matches()) {
        value.report(
            "expected a host name or an address, without a port, as agents dial it:"
                + " collector.example");
      }
      read.add(name);
    }
    if (read.isEmpty() && list.isList()) {
      list.report("at least one name or address by which agents dial this collector");
    }
    names = List.copyOf(read);
    map.get("certificate-life")
        .ifPresent(
            life -> {
              Duration given = life.duration();
              if (given.compareTo(IdentityConfig.SHORTEST_LIFE) < 0) {
                life.report("a certificate lives at least 1m");
              } else {
                certificateLife = given;
              }
            });
  }

  private Path existing(YamlValue value) {
    String text = value.isMissing() ? "" : value.nonEmpty();
    Path path = resolve(text);
    if (!text.isEmpty() && !Files.isReadable(path)) {
      value.report("the file " + path + " is not there or cannot be read");
    }
    return path;
  }

  private Path resolve(String path) {
    Path directory = file.getParent();
    return directory == null ? Path.of(path) : directory.resolve(path);
  }

  private StoreConfig store(Optional<YamlValue> value) {
    Optional<YamlMap> map =
        value.map(v -> v.map().allow("directory", "seal-after", "reserve", "retention"));
    String directory =
        map.flatMap(m -> m.get("directory")).map(YamlValue::nonEmpty).orElse(DEFAULT_DIRECTORY);
    Duration sealAfter =
        map.flatMap(m -> m.get("seal-after"))
            .map(CollectorFile::positive)
            .orElse(StoreConfig.DEFAULT_SEAL_AFTER);
    long reserve =
        map.flatMap(m -> m.get("reserve"))
            .map(r -> size(r, StoreConfig.DEFAULT_RESERVE))
            .orElse(StoreConfig.DEFAULT_RESERVE);
    Retention retention =
        map.flatMap(m -> m.get("retention")).map(CollectorFile::retention).orElse(Retention.NONE);
    return new StoreConfig(resolve(directory), sealAfter, reserve, retention);
  }

  private static Retention retention(YamlValue value) {
    YamlMap map = value.map().allow("age", "bytes", "campaigns");
    if (!map.has("age") && !map.has("bytes")) {
      map.report("say what goes: 'age', 'bytes' or both");
    }
    OptionalLong bytes =
        map.get("bytes")
            .map(b -> OptionalLong.of(size(b, Long.MAX_VALUE)))
            .orElse(OptionalLong.empty());
    return new Retention(
        map.get("age").map(CollectorFile::positive),
        bytes,
        map.get("campaigns").map(CollectorFile::positive));
  }

  private static long size(YamlValue value, long otherwise) {
    @Nullable Long bytes = value.parsed(Sizes::parse);
    return bytes == null ? otherwise : bytes;
  }

  private static Duration positive(YamlValue value) {
    Duration duration = value.duration();
    if (!duration.isZero()) {
      return duration;
    }
    if (io.rackproof.document.Durations.parse(value.text()).isPresent()) {
      value.report("must be longer than 0s");
    }
    return StoreConfig.DEFAULT_SEAL_AFTER;
  }
}
