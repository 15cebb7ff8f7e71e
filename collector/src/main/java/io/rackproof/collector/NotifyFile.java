package io.rackproof.collector;

import io.rackproof.collector.notify.Event;
import io.rackproof.collector.notify.NotifyConfig;
import io.rackproof.collector.notify.NotifyTarget;
import io.rackproof.collector.notify.NotifyTarget.Form;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.wire.Series;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code notify} of {@code collector.yaml}. */
final class NotifyFile {

  private final Set<String> names = new HashSet<>();

  private NotifyFile() {}

  static NotifyConfig read(YamlMap root) {
    Optional<YamlValue> given = root.get("notify");
    if (given.isEmpty()) {
      return NotifyConfig.NONE;
    }
    YamlMap map = given.get().map().allow("page", "lost-after", "targets");
    NotifyFile reader = new NotifyFile();
    List<NotifyTarget> targets = new ArrayList<>();
    YamlValue list = map.require("targets");
    if (!list.isMissing()) {
      list.list().forEach(item -> targets.add(reader.target(item.map())));
    }
    return new NotifyConfig(
        targets,
        map.get("page")
            .flatMap(v -> Optional.ofNullable(v.parsed(NotifyFile::url)))
            .map(URI::toString)
            .orElse(""),
        map.get("lost-after").map(NotifyFile::lostAfter).orElse(NotifyConfig.DEFAULT_LOST_AFTER));
  }

  private static Duration lostAfter(YamlValue value) {
    Duration given = value.duration();
    if (given.isZero()) {
      value.report("must be longer than 0s");
      return NotifyConfig.DEFAULT_LOST_AFTER;
    }
    return given;
  }

  private NotifyTarget target(YamlMap map) {
    map.allow("name", "webhook", "alertmanager", "secret", "events", "labels");
    YamlValue value = map.require("name");
    String name = value.isMissing() ? "" : value.nonEmpty();
    if (!name.isEmpty() && !names.add(name)) {
      value.report("there are two with the name '" + name + "'");
    }
    Form form = map.has("alertmanager") ? Form.ALERTMANAGER : Form.WEBHOOK;
    if (map.has("webhook") == map.has("alertmanager")) {
      map.report("give 'webhook' or 'alertmanager', each an address such as http://HOST:PORT/PATH");
    }
    Optional<URI> url =
        map.get(form == Form.WEBHOOK ? "webhook" : "alertmanager")
            .flatMap(v -> Optional.ofNullable(v.parsed(NotifyFile::url)));
    String secret = map.get("secret").map(NotifyFile::secret).orElse("");
    if (form == Form.ALERTMANAGER && map.has("secret")) {
      map.report("'secret' signs what a webhook gets: an Alertmanager does not look at it");
    }
    Map<String, String> labels = map.get("labels").map(YamlValue::texts).orElse(Map.of());
    if (form == Form.WEBHOOK && map.has("labels")) {
      map.report("'labels' are those of an Alertmanager's alerts: a webhook has none");
    }
    try {
      Series unused = Series.of("labels", labels);
    } catch (IllegalArgumentException e) {
      map.report(String.valueOf(e.getMessage()));
    }
    return new NotifyTarget(
        name,
        form,
        url.orElse(URI.create("http://127.0.0.1/")),
        secret,
        map.get("events").map(NotifyFile::events).orElse(EnumSet.allOf(Event.class)),
        labels);
  }

  private static String secret(YamlValue value) {
    String secret = value.secret();
    if (value.text().equals(secret)) {
      value.report("a secret does not stand in this file: give ${file:NAME} or ${env:NAME}");
    }
    return secret;
  }

  private static Set<Event> events(YamlValue value) {
    Set<Event> events = EnumSet.noneOf(Event.class);
    value.list().forEach(item -> events.add(item.oneOf(Event.class)));
    return events;
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
