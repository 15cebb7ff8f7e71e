package io.rackproof.agent.device.serial;

import java.time.Duration;
import java.util.Optional;

/**
 * How a model talks. Bytes are characters of ISO 8859-1 throughout.
 *
 * @param streams true when it talks unasked; else it answers prompts
 * @param terminator that ends what we send, such as {@code \n}
 * @param framing where what it says begins and ends
 * @param checksum that each frame carries
 * @param echo whether it sends back what it is sent
 * @param pause before each prompt
 * @param silentAfter of one that streams: what it said longer ago is no value any more
 */
public record SerialDialogue(
    boolean streams,
    String terminator,
    Framing framing,
    Optional<Checksum> checksum,
    boolean echo,
    Duration pause,
    Duration silentAfter) {

  public static final Duration DEFAULT_SILENT_AFTER = Duration.ofSeconds(5);

  /** Prompts and answers that are lines, without checksum, echo or pause. */
  public static final SerialDialogue LINES =
      new SerialDialogue(
          false,
          "\n",
          new Terminated("\n"),
          Optional.empty(),
          false,
          Duration.ZERO,
          DEFAULT_SILENT_AFTER);

  /** Where a frame begins and ends. */
  public sealed interface Framing {}

  /**
   * @param terminator that ends a frame and is no part of it
   */
  public record Terminated(String terminator) implements Framing {
    public Terminated {
      if (terminator.isEmpty()) {
        throw new IllegalArgumentException("an answer ends with something");
      }
    }
  }

  /**
   * Frames that all have one length.
   *
   * @param start bytes that each begins with; empty when there are none, so that frames follow one
   *     another from the first byte on
   * @param length bytes of the whole frame
   */
  public record Fixed(String start, int length) implements Framing {
    public Fixed {
      if (length < 1 || length > FrameBuffer.MAX_FRAME || start.length() >= length) {
        throw new IllegalArgumentException(
            "a frame has 1 to " + FrameBuffer.MAX_FRAME + " bytes and more than its start");
      }
    }
  }

  /** The same with another pause. */
  public SerialDialogue withPause(Duration other) {
    return new SerialDialogue(streams, terminator, framing, checksum, echo, other, silentAfter);
  }
}
