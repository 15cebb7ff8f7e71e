package io.rackproof.collector;

import io.rackproof.collector.remotewrite.ForwardConfig;
import io.rackproof.collector.remotewrite.MetricRule;
import io.rackproof.collector.remotewrite.Protocol;
import io.rackproof.collector.remotewrite.Sender;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Series;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads {@code remote-write} and {@code remote-write-out} of {@code collector.yaml}. */
final class RemoteWriteFile {

  private static final int SHORTEST_TOKEN = 16;
  private static final int MOST_RATE = 10_000_000;

  private final Set<String> names = new HashSet<>();

  private RemoteWriteFile() {}

  static RemoteWriteConfig read(YamlMap root) {
    List<Sender> senders = new ArrayList<>();
    RemoteWriteFile reader = new RemoteWriteFile();
    root.get("remote-write")
        .ifPresent(
            value -> {
              YamlValue list = value.map().allow("senders").require("senders");
              Set<String> tokens = new HashSet<>();
              for (YamlValue item : items(list)) {
                senders.add(reader.sender(item.map(), tokens));
              }
            });
    List<ForwardConfig> targets = new ArrayList<>();
    RemoteWriteFile out = new RemoteWriteFile();
    root.get("remote-write-out")
        .ifPresent(value -> items(value).forEach(item -> targets.add(out.target(item.map()))));
    return new RemoteWriteConfig(senders, targets);
  }

  private static List<YamlValue> items(YamlValue list) {
    return list.isMissing() ? List.of() : list.list();
  }

  private String name(YamlMap map) {
    YamlValue value = map.require("name");
    String name = value.isMissing() ? "" : value.nonEmpty();
    if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      value.report("a name has 1 to 63 letters, digits, '.', '_' or '-'");
    } else if (!name.isEmpty() && !names.add(name)) {
      value.report("there are two with the name '" + name + "'");
    }
    return name;
  }

  private Sender sender(YamlMap map, Set<String> tokens) {
    map.allow(
        "name",
        "token",
        "racks",
        "labels",
        "from",
        "drop",
        "metrics",
        "clock-within",
        "oldest",
        "samples-per-second");
    String name = name(map);
    Set<String> racks = racks(map.require("racks"));
    Map<String, String> labels = labels(map.get("labels"));
    String fixed = labels.get("rack");
    if (fixed != null && !racks.contains(fixed)) {
      map.get("labels")
          .ifPresent(v -> v.report("the rack '" + fixed + "' is not among the sender's 'racks'"));
    }
    return new Sender(
        name,
        token(map.require("token"), tokens),
        racks,
        labels,
        labels(map.get("from")),
        texts(map.get("drop")),
        map.get("metrics").map(RemoteWriteFile::rules).orElse(List.of()),
        map.get("clock-within").map(YamlValue::duration),
        map.get("oldest").map(RemoteWriteFile::positive).orElse(Sender.DEFAULT_OLDEST),
        map.get("samples-per-second")
            .map(v -> (int) v.integer(1, MOST_RATE))
            .orElse(Sender.DEFAULT_SAMPLES_PER_SECOND));
  }

  private static String token(YamlValue value, Set<String> tokens) {
    if (value.isMissing()) {
      return "";
    }
    String token = value.secret();
    if (value.text().equals(token)) {
      value.report("a token does not stand in this file: give ${file:NAME} or ${env:NAME}");
    } else if (!token.isEmpty() && token.length() < SHORTEST_TOKEN) {
      value.report(
          "a token has at least "
              + SHORTEST_TOKEN
              + " characters, as 'openssl rand -hex 32' gives");
    } else if (!token.isEmpty() && !tokens.add(token)) {
      value.report("another sender has the same token");
    }
    return token;
  }

  private static Set<String> racks(YamlValue value) {
    Set<String> racks = new TreeSet<>();
    for (YamlValue item : items(value)) {
      @Nullable RackIdentity rack = item.parsed(RackIdentity::of);
      if (rack != null) {
        racks.add(rack.id());
      }
    }
    if (!value.isMissing() && racks.isEmpty()) {
      value.report("name at least one rack");
    }
    return racks;
  }

  private static Map<String, String> labels(Optional<YamlValue> value) {
    Map<String, String> labels = value.map(YamlValue::texts).orElse(Map.of());
    try {
      Series unused = Series.of("labels", labels);
    } catch (IllegalArgumentException e) {
      value.ifPresent(v -> v.report(String.valueOf(e.getMessage())));
      return Map.of();
    }
    return labels;
  }

  private static Set<String> texts(Optional<YamlValue> value) {
    Set<String> texts = new TreeSet<>();
    value.ifPresent(list -> items(list).forEach(item -> texts.add(item.nonEmpty())));
    return texts;
  }

  private static List<MetricRule> rules(YamlValue value) {
    List<MetricRule> rules = new ArrayList<>();
    for (YamlValue item : items(value)) {
      @Nullable MetricRule rule = item.isMap() ? rule(item.map()) : pattern(item);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private static @Nullable MetricRule pattern(YamlValue item) {
    @Nullable Pattern keep = item.parsed(RemoteWriteFile::compile);
    return keep == null ? null : new MetricRule(keep, Optional.empty(), 1);
  }

  private static @Nullable MetricRule rule(YamlMap map) {
    map.allow("keep", "as", "scale");
    @Nullable Pattern keep = map.require("keep").parsed(RemoteWriteFile::compile);
    Optional<String> as =
        map.get("as").map(v -> v.parsed(name -> Series.of(name, Map.of()).metric()));
    double scale = map.get("scale").map(YamlValue::number).orElse(1.0);
    return keep == null ? null : new MetricRule(keep, as, scale);
  }

  private static Pattern compile(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a pattern: " + e.getDescription(), e);
    }
  }

  private static Duration positive(YamlValue value) {
    Duration duration = value.duration();
    if (duration.isZero()) {
      value.report("must be longer than 0s");
      return Sender.DEFAULT_OLDEST;
    }
    return duration;
  }

  private ForwardConfig target(YamlMap map) {
    map.allow("name", "url", "token", "version", "labels", "racks");
    String name = name(map);
    @Nullable URI url = map.require("url").parsed(RemoteWriteFile::url);
    return new ForwardConfig(
        name,
        url == null ? URI.create("http://127.0.0.1/") : url,
        map.get("token").map(YamlValue::secret).orElse(""),
        map.get("version").map(v -> v.oneOf("1", "2")).orElse("1").equals("2")
            ? Protocol.V2
            : Protocol.V1,
        labels(map.get("labels")),
        map.get("racks").map(RemoteWriteFile::racks).orElse(Set.of()));
  }

  private static URI url(String text) {
    URI url = URI.create(text);
    String scheme = url.getScheme();
    if (url.getHost() == null || scheme == null || !scheme.matches("https?")) {
      throw new IllegalArgumentException("expected http://HOST/PATH or https://HOST/PATH");
    }
    return url;
  }
}
