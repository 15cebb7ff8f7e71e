package io.rackproof.log;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Puts {@link EventLogger}s behind SLF4J, which finds this class by its service file. The system
 * property {@code rackproof.log} is the least level that is told: {@code error}, {@code warn},
 * {@code info} (the default), {@code debug} or {@code trace}.
 */
public final class LogProvider implements SLF4JServiceProvider {

  private static final int NONE = Integer.MAX_VALUE;

  /** What libraries tell below it is told by the code that uses them, with the device's name. */
  private static final Map<String, Integer> LIBRARIES =
      Map.of(
          "io.netty",
          Level.WARN.toInt(),
          "io.vertx",
          Level.WARN.toInt(),
          "com.ghgande",
          NONE,
          "org.snmp4j",
          NONE);

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();
  private final int least = least(System.getProperty("rackproof.log", "info"));
  private final LogOutput output =
      new LogOutput(
          System.err, LogOutput.isJournal(System.getenv("JOURNAL_STREAM")), Clock.systemUTC());

  /** Called by SLF4J. */
  public LogProvider() {}

  private static int least(String level) {
    for (Level known : Level.values()) {
      if (known.name().equalsIgnoreCase(level)) {
        return known.toInt();
      }
    }
    return Level.INFO.toInt();
  }

  private Logger logger(String name) {
    return loggers.computeIfAbsent(name, n -> new EventLogger(n, least(n, least), output));
  }

  static int least(String name, int byDefault) {
    for (Map.Entry<String, Integer> library : LIBRARIES.entrySet()) {
      if (name.startsWith(library.getKey() + ".")) {
        return Math.max(library.getValue(), byDefault);
      }
    }
    return byDefault;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this::logger;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}
}
