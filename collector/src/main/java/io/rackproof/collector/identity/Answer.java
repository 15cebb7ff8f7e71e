package io.rackproof.collector.identity;

import io.rackproof.collector.ingest.RefusedRequestException;
import java.io.IOException;
import java.security.cert.X509Certificate;

/** What the register says to a request for a certificate. */
sealed interface Answer {

  /** The certificate that was granted. */
  Granted granted() throws RefusedRequestException;

  /**
   * @param repeated whether it had been issued before, to the same key
   */
  record Granted(X509Certificate certificate, boolean repeated) implements Answer {

    static Granted of(byte[] der, boolean repeated) throws IOException {
      return new Granted(Certificates.decode(der), repeated);
    }

    @Override
    public Granted granted() {
      return this;
    }
  }

  /**
   * @param why for people at the agent
   */
  record Refused(String why) implements Answer {
    @Override
    public Granted granted() throws RefusedRequestException {
      throw new RefusedRequestException(why);
    }
  }
}
