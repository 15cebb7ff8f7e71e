package io.rackproof.identity;

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
 * The racks that a certificate speaks for. One that holds URIs of the form {@code
 * urn:rackproof:rack:ID} speaks for those and no other. One that holds none comes from somebody
 * else's authority, and speaks for the common name of its subject and for its DNS names. They stand
 * for themselves, letter by letter: no wildcards.
 */
public final class RackNames {

  /** Before a rack's id, in a subjectAltName of type uniformResourceIdentifier. */
  public static final String URI_PREFIX = "urn:rackproof:rack:";

  /** GeneralName ::= CHOICE, RFC 5280: dNSName is [2], uniformResourceIdentifier is [6]. */
  private static final int DNS_NAME = 2;

  private static final int URI = 6;

  private RackNames() {}

  public static Set<String> of(X509Certificate certificate) {
    try {
      Set<String> racks = new LinkedHashSet<>();
      for (String uri : alternatives(certificate, URI)) {
        if (uri.startsWith(URI_PREFIX)) {
          racks.add(uri.substring(URI_PREFIX.length()));
        }
      }
      if (racks.isEmpty()) {
        racks.add(commonName(certificate));
        racks.addAll(alternatives(certificate, DNS_NAME));
        racks.remove("");
      }
      return racks;
    } catch (CertificateParsingException e) {
      // Names that cannot be read speak for nobody.
      return Set.of();
    }
  }

  /** The common name of the subject; empty when there is none. */
  public static String commonName(X509Certificate certificate) {
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          return rdn.getValue().toString();
        }
      }
    } catch (InvalidNameException e) {
      return "";
    }
    return "";
  }

  private static Set<String> alternatives(X509Certificate certificate, int type)
      throws CertificateParsingException {
    Set<String> names = new LinkedHashSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (alternative.get(0).equals(type)) {
          names.add(String.valueOf(alternative.get(1)));
        }
      }
    }
    return names;
  }
}
