package io.rackproof.collector.remotewrite;

import java.util.Locale;
import java.util.Optional;

/** The two forms of a remote write request. */
public enum Protocol {
  /** {@code prometheus.WriteRequest}, remote write 1.0. */
  V1("prometheus.WriteRequest", "0.1.0"),
  /** {@code io.prometheus.write.v2.Request}, remote write 2.0. */
  V2("io.prometheus.write.v2.Request", "2.0.0");

  private static final String TYPE = "application/x-protobuf";

  private final String message;
  private final String version;

  Protocol(String message, String version) {
    this.message = message;
    this.version = version;
  }

  /** For {@code X-Prometheus-Remote-Write-Version}. */
  public String version() {
    return version;
  }

  /** For {@code Content-Type}; 1.0 is sent as its receivers know it, without a parameter. */
  public String contentType() {
    return this == V1 ? TYPE : TYPE + ";proto=" + message;
  }

  /** What a {@code Content-Type} says; without {@code proto} it is 1.0. Empty for any other. */
  public static Optional<Protocol> of(String contentType) {
    String[] parts = contentType.split(";", -1);
    if (!parts[0].strip().toLowerCase(Locale.ROOT).equals(TYPE)) {
      return Optional.empty();
    }
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].strip().split("=", 2);
      if (parameter.length == 2 && parameter[0].strip().equalsIgnoreCase("proto")) {
        String named = parameter[1].strip().replace("\"", "");
        return named.equals(V1.message)
            ? Optional.of(V1)
            : named.equals(V2.message) ? Optional.of(V2) : Optional.empty();
      }
    }
    return Optional.of(V1);
  }
}
