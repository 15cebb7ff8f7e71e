package io.rackproof.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Writes events to a stream, each in one write. For the journal an event is one line, {@code
 * <4>device: pdu-a: lost}, whose number {@code sd-daemon(3)} gives the meaning of; elsewhere it
 * begins with time and level, and a stack trace follows on lines of its own.
 */
final class LogOutput {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  private final PrintStream stream;
  private final boolean journal;
  private final Clock clock;
  private final Repeats repeats = new Repeats();

  LogOutput(PrintStream stream, boolean journal, Clock clock) {
    this.stream = stream;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Whether standard error is the journal's.
   *
   * @param stream {@code JOURNAL_STREAM}: device and inode of what the service manager gave; who
   *     was redirected since has another
   */
  static boolean isJournal(@Nullable String stream) {
    if (stream == null || !stream.matches("[0-9]+:[0-9]+")) {
      return false;
    }
    try {
      Path error = Path.of("/proc/self/fd/2");
      Object device = Files.getAttribute(error, "unix:dev");
      Object inode = Files.getAttribute(error, "unix:ino");
      return stream.equals(device + ":" + inode);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  void tell(Level level, String logger, String text, @Nullable Throwable throwable) {
    String said = throwable == null ? text : text + '\n' + trace(throwable);
    long now = clock.millis();
    OptionalLong held = repeats.admit(level + logger + said, now);
    if (held.isEmpty()) {
      return;
    }
    if (held.getAsLong() > 0) {
      text += " (and " + held.getAsLong() + " like it since this was told before)";
      said = throwable == null ? text : text + '\n' + trace(throwable);
    }
    String line =
        journal
            ? "<"
                + priority(level)
                + ">"
                + logger
                + ": "
                + said.strip().replaceAll("\\s*\n\\s*", " | ")
            : time(now) + " " + level + " " + logger + " - " + said.stripTrailing();
    byte[] bytes = (line + '\n').getBytes(UTF_8);
    synchronized (stream) {
      stream.write(bytes, 0, bytes.length);
      stream.flush();
    }
  }

  private static String time(long millis) {
    return TIME.format(
        ZonedDateTime.ofInstant(java.time.Instant.ofEpochMilli(millis), ZoneId.systemDefault()));
  }

  private static String trace(Throwable throwable) {
    StringWriter text = new StringWriter();
    throwable.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** As syslog numbers them. */
  private static int priority(Level level) {
    return switch (level) {
      case ERROR -> 3;
      case WARN -> 4;
      case INFO -> 6;
      case DEBUG, TRACE -> 7;
    };
  }
}
