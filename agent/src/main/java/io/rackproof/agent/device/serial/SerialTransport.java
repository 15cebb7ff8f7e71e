package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.serial.FrameBuffer.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Prompts and frames over a line. */
final class SerialTransport {

  private final SerialConfig config;
  private final Ticker ticker;
  private final SerialChannel channel;
  private final FrameBuffer frames;
  private final byte[] chunk = new byte[1024];

  SerialTransport(SerialConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
    this.channel = channel(config, ticker);
    this.frames = new FrameBuffer(config.dialogue().framing(), config.dialogue().checksum());
  }

  private static SerialChannel channel(SerialConfig config, Ticker ticker) {
    if (config.link() instanceof SerialLink.Port port) {
      return new PortChannel(port, ticker);
    }
    if (config.link() instanceof SerialLink.Rfc2217 server) {
      return new Rfc2217Channel(server, config.timeout(), ticker);
    }
    SerialLink.Raw raw = (SerialLink.Raw) config.link();
    return new TcpChannel(raw.host(), raw.port(), config.timeout(), ticker);
  }

  /** Opens the line unless it is open. */
  void open() throws IOException {
    channel.open();
  }

  /** Listens for some time and forgets what has come until then, such as a late answer. */
  void quiet(Duration time) throws IOException {
    long end = ticker.nanos().getAsLong() + time.toNanos();
    while (channel.receive(chunk, end) > 0) {
      // more of it
    }
    frames.clear();
  }

  void send(String prompt) throws IOException {
    channel.send(sent(prompt).getBytes(StandardCharsets.ISO_8859_1));
  }

  private String sent(String prompt) {
    return prompt + config.dialogue().terminator();
  }

  /**
   * Waits for the answer to a prompt.
   *
   * @param deadline by the ticker, nanoseconds
   * @return empty when the deadline came first; {@link #rest} is what is there
   */
  Optional<Frame> answer(String prompt, long deadline) throws IOException {
    while (true) {
      Optional<Frame> frame = next(prompt);
      if (frame.isPresent() || ticker.nanos().getAsLong() >= deadline) {
        return frame;
      }
      receive(deadline);
    }
  }

  private Optional<Frame> next(String prompt) {
    if (!config.dialogue().echo()) {
      return frames.next();
    }
    frames.dropEcho(sent(prompt));
    if (sent(prompt).startsWith(frames.rest())) {
      // All that has come may still become an echo.
      return Optional.empty();
    }
    // Some echo a line with another end than they were sent.
    Optional<Frame> frame = frames.next();
    while (frame.isPresent() && frame.get().text().strip().equals(prompt.strip())) {
      frame = frames.next();
    }
    return frame;
  }

  /** Waits for bytes; how many came. */
  int receive(long deadline) throws IOException {
    int count = channel.receive(chunk, deadline);
    frames.add(chunk, count);
    return count;
  }

  /** Whether a frame that lacks its beginning is seen to be no good. */
  boolean isChecked() {
    return config.dialogue().checksum().isPresent();
  }

  /** The next frame of what has come. */
  Optional<Frame> next() {
    return frames.next();
  }

  /** What has come and is no whole frame. */
  String rest() {
    return frames.rest();
  }

  void close() {
    channel.close();
    frames.clear();
  }
}
