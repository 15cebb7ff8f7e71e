package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the signed evidence of a campaign. */
public interface Bundles {

  /**
   * Writes it; takes as long as judging all of the campaign's samples twice.
   *
   * @param campaign has ended
   * @param file does not exist
   * @return the SHA-256 fingerprint of the signer's public key, in hexadecimal
   */
  String write(Campaign campaign, Path file) throws IOException;
}
