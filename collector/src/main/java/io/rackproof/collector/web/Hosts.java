package io.rackproof.collector.web;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names by which requests may reach this server, so that a name that somebody else points here
 * serves him nothing: those of this machine, of the certificate, and of the configured address.
 *
 * @param names in small letters; of a wildcard, with its {@code *.}
 */
record Hosts(Set<String> names) {

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  Hosts {
    names = Set.copyOf(names);
  }

  /** Those of a certificate and others. */
  static Hosts of(X509Certificate certificate, Set<String> others)
      throws CertificateParsingException {
    Set<String> names = new HashSet<>(others);
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (alternative.get(0) instanceof Integer type
            && (type == DNS_NAME || type == IP_ADDRESS)) {
          names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
        }
      }
    }
    return new Hosts(names);
  }

  boolean isKnown(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    return isLoopback(name)
        || names.contains(name)
        || (name.startsWith("[") && names.contains(name.substring(1, name.length() - 1)))
        || (dot > 0 && names.contains("*" + name.substring(dot)));
  }

  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }
}
