package io.rackproof.agent.device;

/** Where in a device a point is found. Each protocol has its own; only its driver looks inside. */
public interface Source {

  /** For people, such as {@code holding 0x9000} or {@code 1.3.6.1.2.1.2.2.1.10}. */
  @Override
  String toString();
}
