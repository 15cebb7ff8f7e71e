package io.rackproof.simulator.model;

import java.util.function.DoubleUnaryOperator;

/** Smooth bounded noise that depends on nothing but a seed, a name and the time. */
final class Noise {

  private final long seed;

  Noise(long seed) {
    this.seed = seed;
  }

  /**
   * An independent stream: −1 to 1, a fresh value each second, straight lines between them.
   *
   * @param name of the quantity; equal names give equal streams
   */
  DoubleUnaryOperator stream(String name) {
    long key = mix(seed ^ mix(hash(name)));
    return t -> {
      double floor = Math.floor(t);
      long second = (long) floor;
      double from = unit(mix(key + second));
      double to = unit(mix(key + second + 1));
      return from + (to - from) * (t - floor);
    };
  }

  /** A constant −1 to 1, as parts of one batch differ from one another. */
  double constant(String name) {
    return unit(mix(seed ^ mix(hash(name) + 1)));
  }

  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64: every bit of the input moves half of the output's. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-52 - 1;
  }
}
