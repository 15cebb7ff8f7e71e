package io.rackproof.collector.notify;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * Who is told.
 *
 * @param name unique
 * @param form of what is sent
 * @param url of a webhook; of an Alertmanager its base, without {@code /api/v2/alerts}
 * @param secret with which a webhook's body is signed; empty for none
 * @param events that it is told
 * @param labels that an Alertmanager's alerts get beside their own
 */
public record NotifyTarget(
    String name, Form form, URI url, String secret, Set<Event> events, Map<String, String> labels) {

  /** What is sent. */
  public enum Form {
    /** One JSON object for each notice. */
    WEBHOOK,
    /** Alerts of version 2 of the Alertmanager's API. */
    ALERTMANAGER
  }

  public NotifyTarget {
    events = Set.copyOf(events);
    labels = Map.copyOf(labels);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return name + " (" + url + ")";
  }
}
