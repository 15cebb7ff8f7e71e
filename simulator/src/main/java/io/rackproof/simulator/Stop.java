package io.rackproof.simulator;

import java.util.concurrent.CountDownLatch;

/** Keeps a program up until SIGTERM or Ctrl-C, then closes what it opened. */
final class Stop {

  private Stop() {}

  /** Returns never by itself: the JVM ends after the hook has closed everything. */
  static void await(AutoCloseable open) throws InterruptedException {
    Thread hook =
        new Thread(
            () -> {
              try {
                open.close();
              } catch (Exception e) {
                System.err.println("not closed cleanly: " + e.getMessage());
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    new CountDownLatch(1).await();
  }
}
