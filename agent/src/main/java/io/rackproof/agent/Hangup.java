package io.rackproof.agent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal SIGHUP. The JVM's only way to it, {@code sun.misc.Signal}, is exported to everyone but
 * no part of Java's API, and compiling against it gives a warning that cannot be switched off: it
 * is called by its name.
 */
final class Hangup {

  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /** Runs a task at each signal, on a thread of its own, instead of ending the process. */
  static void onSignal(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object runs =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      task.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> arguments != null && proxy == arguments[0];
                    default -> "SIGHUP";
                  });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), runs);
      if (handler.getField("SIG_IGN").get(null) == before) {
        // As nohup does; the JVM leaves it so.
        LOG.info("SIGHUP was ignored when this was started: rack.yaml is read again by a restart");
      }
    } catch (ReflectiveOperationException e) {
      Throwable why = e instanceof InvocationTargetException told ? told.getCause() : e;
      LOG.warn("rack.yaml is not read again on SIGHUP here: {}", String.valueOf(why));
    }
  }
}
