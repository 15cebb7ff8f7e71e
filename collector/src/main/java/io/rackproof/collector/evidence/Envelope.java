package io.rackproof.collector.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A signed text: DSSE, the Dead Simple Signing Envelope 1.0.2 of the in-toto project, with one
 * signature.
 */
public final class Envelope {

  /** The media type of an in-toto statement. */
  static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final byte[] payload;
  private final String keyId;
  private final byte[] signature;

  private Envelope(byte[] payload, String keyId, byte[] signature) {
    this.payload = payload;
    this.keyId = keyId;
    this.signature = signature;
  }

  /** Signs a statement. */
  public static Envelope sign(byte[] payload, SigningKey key) {
    return new Envelope(
        Arrays.copyOf(payload, payload.length),
        key.signer().fingerprint(),
        key.sign(signed(payload)));
  }

  /** What is signed: the pre-authentication encoding. */
  private static byte[] signed(byte[] payload) {
    byte[] head =
        ("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + payload.length);
    System.arraycopy(payload, 0, all, head.length, payload.length);
    return all;
  }

  /** JSON, always the same for the same content. */
  public byte[] toBytes() {
    ObjectNode node = JSON.createObjectNode();
    node.put("payload", Base64.getEncoder().encodeToString(payload));
    node.put("payloadType", PAYLOAD_TYPE);
    node.putArray("signatures")
        .addObject()
        .put("keyid", keyId)
        .put("sig", Base64.getEncoder().encodeToString(signature));
    return (node.toPrettyString().replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #toBytes} wrote; any other byte is refused.
   *
   * @throws BadBundleException saying what is wrong
   */
  public static Envelope parse(byte[] bytes) throws BadBundleException {
    Envelope envelope;
    try {
      JsonNode node = JSON.readTree(bytes);
      JsonNode first = node.path("signatures").path(0);
      if (!node.path("payloadType").asText().equals(PAYLOAD_TYPE)) {
        throw new BadBundleException(
            "its payloadType is '" + node.path("payloadType").asText() + "'");
      }
      envelope =
          new Envelope(
              Base64.getDecoder().decode(node.path("payload").asText()),
              first.path("keyid").asText(),
              Base64.getDecoder().decode(first.path("sig").asText()));
    } catch (JsonProcessingException e) {
      throw new BadBundleException("it is no JSON: " + e.getOriginalMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw new BadBundleException("it cannot be decoded: " + e.getMessage());
    }
    if (!Arrays.equals(envelope.toBytes(), bytes)) {
      throw new BadBundleException("it is not written as this format writes it");
    }
    return envelope;
  }

  /** The statement. */
  public byte[] payload() {
    return Arrays.copyOf(payload, payload.length);
  }

  /** Whether this key signed it. */
  public boolean isSignedBy(SignerKey key) {
    return keyId.equals(key.fingerprint()) && key.isSignature(signed(payload), signature);
  }
}
