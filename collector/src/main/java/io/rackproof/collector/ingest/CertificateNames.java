package io.rackproof.collector.ingest;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The racks that a certificate speaks for: the common name of its subject, and its DNS names. They
 * stand for themselves, letter by letter: no wildcards.
 */
final class CertificateNames {

  /** GeneralName ::= CHOICE, RFC 5280: dNSName is [2]. */
  private static final int DNS_NAME = 2;

  private CertificateNames() {}

  static Set<String> of(X509Certificate certificate) {
    Set<String> names = new LinkedHashSet<>();
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn rdn : subject.getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          names.add(rdn.getValue().toString());
        }
      }
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.get(0).equals(DNS_NAME)) {
            names.add(String.valueOf(alternative.get(1)));
          }
        }
      }
    } catch (InvalidNameException | CertificateParsingException e) {
      // A certificate whose names cannot be read speaks for none beyond those read so far.
      return names;
    }
    return names;
  }
}
