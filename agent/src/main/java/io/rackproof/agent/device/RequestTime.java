package io.rackproof.agent.device;

/**
 * When a request was under way: the value is from some moment between sending it and receiving the
 * answer.
 *
 * @param timeMillis the middle, milliseconds since 1970-01-01T00:00Z by this machine's clock
 * @param uncertaintyMicros half of the round trip
 */
public record RequestTime(long timeMillis, int uncertaintyMicros) {
  public RequestTime {
    if (uncertaintyMicros < 0) {
      throw new IllegalArgumentException("negative uncertainty " + uncertaintyMicros);
    }
  }
}
