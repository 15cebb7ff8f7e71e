package io.rackproof.collector.ingest;

import java.time.Duration;

/**
 * How patient ingest is.
 *
 * @param hello until a new connection has said hello, TLS included
 * @param silence after which an agent counts as gone; agents send a sign of life every 20 s
 */
public record IngestTiming(Duration hello, Duration silence) {
  public static final IngestTiming DEFAULT =
      new IngestTiming(Duration.ofSeconds(10), Duration.ofSeconds(90));
}
