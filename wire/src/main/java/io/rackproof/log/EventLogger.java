package io.rackproof.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Hands what is worth telling to the output, with its fields. */
final class EventLogger extends LegacyAbstractLogger implements LoggingEventAware {

  private static final long serialVersionUID = 1;

  private final transient LogOutput output;
  private final String shortName;
  private final int least;

  /**
   * @param least level that is told, as SLF4J numbers them
   */
  EventLogger(String name, int least, LogOutput output) {
    this.name = name;
    this.shortName = name.substring(name.lastIndexOf('.') + 1);
    this.least = least;
    this.output = output;
  }

  private boolean tells(Level level) {
    return level.toInt() >= least;
  }

  @Override
  public boolean isTraceEnabled() {
    return tells(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return tells(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return tells(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return tells(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return tells(Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable throwable) {
    output.tell(
        level,
        shortName,
        String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments)),
        throwable);
  }

  @Override
  public void log(LoggingEvent event) {
    if (!tells(event.getLevel())) {
      return;
    }
    StringBuilder text =
        new StringBuilder(
            String.valueOf(
                MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray())));
    List<KeyValuePair> fields = event.getKeyValuePairs();
    if (fields != null) {
      for (KeyValuePair field : fields) {
        text.append(' ').append(field.key).append('=').append(value(field.value));
      }
    }
    output.tell(event.getLevel(), shortName, text.toString(), event.getThrowable());
  }

  /** As logfmt does: quoted when it could be read as more than one word. */
  private static String value(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.matches("[^\\s\"=]+") ? text : '"' + text.replace("\"", "\\\"") + '"';
  }
}
