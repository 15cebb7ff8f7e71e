package io.rackproof.simulator.serial;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.DoubleSupplier;

/**
 * An instrument that speaks SCPI lines on a pseudo-terminal: a query and its answer end with a line
 * feed. Headers may be written long or short, in any case, with or without the leading colon. It
 * can be asked and cannot be set: anything but a known query is an "undefined header" in the error
 * queue, which {@code SYSTem:ERRor?} reads.
 */
public final class ScpiInstrument implements AutoCloseable {

  private static final int LONGEST_LINE = 256;
  private static final int LONGEST_QUEUE = 20;

  private final Map<String, DoubleFunction<String>> queries;
  private final DoubleSupplier seconds;
  private final DoublePredicate answers;
  private final StringBuilder prompt = new StringBuilder();
  private final Deque<String> errors = new ArrayDeque<>();
  private final SerialLine line;

  /**
   * Opens a pseudo-terminal and answers at once.
   *
   * @param queries by header as manuals print it, {@code NUMeric:NORMal:VALue?}: capitals are the
   *     short form
   * @param seconds the time of the model, asked once for each query
   * @param answers false at times at which the instrument stays silent
   */
  public ScpiInstrument(
      Map<String, DoubleFunction<String>> queries,
      DoubleSupplier seconds,
      DoublePredicate answers) {
    this.queries = Map.copyOf(queries);
    this.seconds = seconds;
    this.answers = answers;
    this.line = new SerialLine("scpi", 1_000, this::received, () -> {});
  }

  /** The terminal to open, such as {@code /dev/pts/5}. */
  public String device() {
    return line.device();
  }

  private void received(Pty pty, byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      char c = (char) (bytes[i] & 0xFF);
      if (c == '\n') {
        String header = prompt.toString().strip();
        prompt.setLength(0);
        if (!header.isEmpty()) {
          answer(pty, header);
        }
      } else if (prompt.length() < LONGEST_LINE) {
        prompt.append(c);
      }
    }
  }

  private void answer(Pty pty, String header) {
    double t = seconds.getAsDouble();
    if (!answers.test(t)) {
      return;
    }
    if (matches("SYSTem:ERRor?", header)) {
      String error = errors.poll();
      reply(pty, error == null ? "0,\"No error\"" : error);
      return;
    }
    for (Map.Entry<String, DoubleFunction<String>> query : queries.entrySet()) {
      if (matches(query.getKey(), header)) {
        reply(pty, query.getValue().apply(t));
        return;
      }
    }
    if (errors.size() < LONGEST_QUEUE) {
      errors.add("-113,\"Undefined header\"");
    }
  }

  private static void reply(Pty pty, String text) {
    pty.write((text + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean matches(String pattern, String header) {
    String[] wanted = pattern.split(":", -1);
    String[] given = (header.startsWith(":") ? header.substring(1) : header).split(":", -1);
    if (wanted.length != given.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      String shortForm = wanted[i].replaceAll("[a-z]", "");
      String word = given[i].toUpperCase(Locale.ROOT);
      if (!word.equals(shortForm) && !word.equals(wanted[i].toUpperCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    line.close();
  }
}
