package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.serial.SerialDialogue.Fixed;
import io.rackproof.agent.device.serial.SerialDialogue.Framing;
import io.rackproof.agent.device.serial.SerialDialogue.Terminated;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Cuts what comes into frames and checks them; no input or output. A bad frame is told as such, and
 * the next good one is found after it: in frames of a fixed length with a start, from the next
 * start on, be it inside the bad one.
 */
final class FrameBuffer {

  /** A frame longer than this has lost its end. */
  static final int MAX_FRAME = 8192;

  private final Framing framing;
  private final Optional<Checksum> checksum;
  private final StringBuilder received = new StringBuilder();

  /** A whole frame. */
  sealed interface Frame {
    String text();
  }

  /**
   * @param text of a line: without terminator and checksum; else all of it
   */
  record Good(String text) implements Frame {}

  /**
   * @param text of the whole frame, but for a terminator
   * @param why the rest of a sentence that begins with the frame
   */
  record Bad(String text, String why) implements Frame {}

  FrameBuffer(Framing framing, Optional<Checksum> checksum) {
    this.framing = framing;
    this.checksum = checksum;
  }

  void add(byte[] bytes, int count) {
    received.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
  }

  /** What has come and makes no frame yet. */
  String rest() {
    return received.toString();
  }

  void clear() {
    received.setLength(0);
  }

  /** Takes these away when they are the first that came. */
  void dropEcho(String sent) {
    if (received.length() >= sent.length() && received.indexOf(sent) == 0) {
      received.delete(0, sent.length());
    }
  }

  /** The next frame, once all of it is there. */
  Optional<Frame> next() {
    return framing instanceof Fixed fixed ? fixed(fixed) : line((Terminated) framing);
  }

  private Optional<Frame> line(Terminated form) {
    int end = received.indexOf(form.terminator());
    if (end < 0) {
      return overlong();
    }
    String line = received.substring(0, end);
    received.delete(0, end + form.terminator().length());
    if (checksum.isEmpty()) {
      return Optional.of(new Good(line));
    }
    // A carriage return before a terminator of one line feed is no part of the sum.
    String bare = line.stripTrailing();
    Optional<String> fault = checksum.get().fault(bare);
    return Optional.of(
        fault.isPresent()
            ? new Bad(line, fault.get())
            : new Good(bare.substring(0, checksum.get().end(bare))));
  }

  private Optional<Frame> fixed(Fixed form) {
    if (!form.start().isEmpty()) {
      int start = received.indexOf(form.start());
      if (start < 0) {
        // All but what may be the beginning of a start.
        received.delete(0, Math.max(0, received.length() - form.start().length() + 1));
        return Optional.empty();
      }
      received.delete(0, start);
    }
    if (received.length() < form.length()) {
      return Optional.empty();
    }
    String frame = received.substring(0, form.length());
    Optional<String> fault = checksum.flatMap(sum -> sum.fault(frame));
    received.delete(0, fault.isPresent() && !form.start().isEmpty() ? 1 : form.length());
    return Optional.of(fault.isPresent() ? new Bad(frame, fault.get()) : new Good(frame));
  }

  private Optional<Frame> overlong() {
    if (received.length() <= MAX_FRAME) {
      return Optional.empty();
    }
    String lost = received.toString();
    clear();
    return Optional.of(new Bad(lost, "has no end"));
  }
}
