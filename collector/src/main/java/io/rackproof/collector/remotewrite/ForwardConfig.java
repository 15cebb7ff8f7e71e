package io.rackproof.collector.remotewrite;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * A store that gets what is stored here.
 *
 * @param name stands before its position; with another name all is sent again
 * @param url that takes remote write
 * @param token sent as {@code Authorization: Bearer}; none when empty
 * @param labels that each series gets, unless it has them
 * @param racks whose samples it gets; all when empty
 */
public record ForwardConfig(
    String name,
    URI url,
    String token,
    Protocol protocol,
    Map<String, String> labels,
    Set<String> racks) {

  public ForwardConfig {
    labels = Map.copyOf(labels);
    racks = Set.copyOf(racks);
  }

  /** The token is nobody's business. */
  @Override
  public String toString() {
    return "ForwardConfig[" + name + " to " + url + "]";
  }
}
