package io.rackproof.agent.device.serial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An instrument at the other end of a pair of pseudo-terminals; says what a test tells it to. */
public final class Instrument implements AutoCloseable {

  private final Path agentEnd;
  private final Path ownEnd;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<String> prompts = new LinkedBlockingQueue<>();
  private @Nullable Process socat;
  private @Nullable OutputStream out;

  public Instrument(Path directory) throws IOException {
    assumeTrue(new File("/usr/bin/socat").canExecute(), "needs the Debian package 'socat'");
    this.agentEnd = directory.resolve("agent");
    this.ownEnd = directory.resolve("instrument");
    plugIn();
  }

  /** The port that the agent opens. */
  public String port() {
    return agentEnd.toString();
  }

  /** The answer to a prompt, with its terminator; the empty text for silence. */
  public Instrument answers(String prompt, String answer) {
    answers.put(prompt, answer);
    return this;
  }

  /** Speaks unasked. */
  synchronized void say(String text) throws IOException {
    if (out == null) {
      throw new IOException("unplugged");
    }
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  /** The next prompt that came. */
  public String nextPrompt() throws InterruptedException {
    String prompt = prompts.poll(30, TimeUnit.SECONDS);
    if (prompt == null) {
      throw new AssertionError("no prompt came");
    }
    return prompt;
  }

  int promptsWaiting() {
    return prompts.size();
  }

  void plugIn() throws IOException {
    Process started =
        new ProcessBuilder(
                "/usr/bin/socat",
                "-d",
                "-d",
                "pty,raw,echo=0,link=" + agentEnd,
                "pty,raw,echo=0,link=" + ownEnd)
            .redirectErrorStream(true)
            .start();
    socat = started;
    BufferedReader log =
        new BufferedReader(new InputStreamReader(started.getInputStream(), ISO_8859_1));
    String line = log.readLine();
    while (line != null && !line.contains("starting data transfer loop")) {
      line = log.readLine();
    }
    if (line == null || !Files.exists(ownEnd)) {
      throw new IOException("socat did not start");
    }
    FileInputStream in = new FileInputStream(ownEnd.toFile());
    synchronized (this) {
      out = new FileOutputStream(ownEnd.toFile());
    }
    Thread thread = new Thread(() -> listen(in), "instrument");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen(FileInputStream stream) {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, ISO_8859_1))) {
      for (String prompt = in.readLine(); prompt != null; prompt = in.readLine()) {
        prompts.add(prompt);
        String answer = answers.getOrDefault(prompt, "");
        if (!answer.isEmpty()) {
          say(answer);
        }
      }
    } catch (IOException e) {
      // Unplugged: a pseudo-terminal whose other end is gone gives an error, not an end.
    }
  }

  void unplug() throws IOException {
    synchronized (this) {
      if (out != null) {
        out.close();
        out = null;
      }
    }
    if (socat != null) {
      socat.destroy();
      socat.onExit().join();
      socat = null;
    }
  }

  @Override
  public void close() throws IOException {
    unplug();
  }
}
