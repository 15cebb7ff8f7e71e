package io.rackproof.simulator.modbus;

import java.util.function.Consumer;

/** Finds requests among the bytes of a line, or of a connection that stands for one. */
interface LineFrames {

  /** Answers what is whole now; units that are not there stay silent. */
  void received(byte[] bytes, int count, Consumer<byte[]> answer);

  /** No byte has come for a while. */
  void silent(Consumer<byte[]> answer);
}
