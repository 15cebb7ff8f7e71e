package io.rackproof.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the machine has: Java and memory. */
public final class MachineCheck {

  private MachineCheck() {}

  /**
   * Tells the versions of program and Java, and whether memory will do.
   *
   * @param software name and version of the program
   * @param needed bytes that the program may take
   */
  public static void run(Findings findings, String software, long needed) {
    findings.good(
        "version",
        software
            + " on Java "
            + Runtime.version()
            + ", "
            + System.getProperty("os.name", "?")
            + " "
            + System.getProperty("os.arch", "?"));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
      long bytes = machine.getTotalMemorySize();
      String has = DiskCheck.bytes(bytes) + " of memory";
      if (bytes < needed) {
        findings.warn(
            "memory",
            has + ", and the program may take " + DiskCheck.bytes(needed),
            "give the machine more, or the program less by RACKPROOF_JAVA_OPTS=-Xmx…");
      } else {
        findings.good("memory", has);
      }
    }
  }
}
