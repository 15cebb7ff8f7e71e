package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A provider that lets everybody in at once, and signs whatever a test wants: what a real one does
 * not.
 */
final class ForgingProvider implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Makes the token of a sign-in. */
  interface Forge {
    /**
     * @param good what an honest provider would say
     * @return the token, serialised
     */
    String token(JWTClaimsSet.Builder good) throws JOSEException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** By which it signs. */
  final RSAKey key = newKey("first");

  /** Overwrites what it says of itself. */
  final Map<String, Object> metadata = new ConcurrentHashMap<>();

  /** Added to what leads back. */
  volatile String added = "";

  volatile Forge forge = this::sign;
  volatile Map<String, Object> userInfo = Map.of();

  /** Of all that it answers but the way back. */
  volatile int status = 200;

  private volatile String nonce = "";
  private volatile String subject = "";
  private volatile String name = "";

  ForgingProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/.well-known/openid-configuration", x -> json(x, describe()));
    server.createContext("/keys", x -> json(x, new JWKSet(key.toPublicJWK()).toJSONObject()));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", x -> json(x, tokens()));
    server.createContext("/person", x -> json(x, userInfo));
    server.start();
    reset();
  }

  /** Honest again, with its keys as they are. */
  void reset() {
    metadata.clear();
    added = "";
    status = 200;
    forge = this::sign;
    person("s-1", "fay");
  }

  /** Whom it lets in. */
  void person(String newSubject, String newName) {
    subject = newSubject;
    name = newName;
    userInfo = Map.of("sub", newSubject);
  }

  URI issuer() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  static RSAKey newKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> describe() {
    Map<String, Object> all = new HashMap<>();
    all.put("issuer", issuer().toString());
    all.put("authorization_endpoint", issuer() + "/authorize");
    all.put("token_endpoint", issuer() + "/token");
    all.put("jwks_uri", issuer() + "/keys");
    all.put("userinfo_endpoint", issuer() + "/person");
    all.put("subject_types_supported", List.of("public"));
    all.put("response_types_supported", List.of("code"));
    all.put("id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none"));
    all.putAll(metadata);
    return all;
  }

  private void authorize(HttpExchange exchange) throws IOException {
    URI asked = exchange.getRequestURI();
    nonce = OpenIdTest.parameter(asked, "nonce");
    String back =
        OpenIdTest.parameter(asked, "redirect_uri")
            + "?code=c-1&state="
            + OpenIdTest.parameter(asked, "state")
            + added;
    exchange.getResponseHeaders().add("Location", back);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private Map<String, Object> tokens() {
    Instant now = Instant.now();
    JWTClaimsSet.Builder good =
        new JWTClaimsSet.Builder()
            .issuer(issuer().toString())
            .subject(subject)
            .audience(SpringProvider.CLIENT)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", nonce)
            .claim("preferred_username", name)
            .claim("realm_access", Map.of("roles", List.of("rack-engineers")));
    try {
      String token = forge.token(good);
      Map<String, Object> answer = new HashMap<>();
      answer.put("access_token", "a-1");
      answer.put("token_type", "Bearer");
      answer.put("expires_in", 300);
      if (!token.isEmpty()) {
        answer.put("id_token", token);
      }
      return answer;
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As an honest provider does. */
  String sign(JWTClaimsSet.Builder claims) throws JOSEException {
    return sign(key, claims);
  }

  static String sign(RSAKey by, JWTClaimsSet.Builder claims) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), claims.build());
    token.sign(new RSASSASigner(by));
    return token.serialize();
  }

  static String unsigned(JWTClaimsSet.Builder claims) {
    return new PlainJWT(claims.build()).serialize();
  }

  /** Signed by the public key as if it were a secret. */
  String byThePublicKey(JWTClaimsSet.Builder claims) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
            claims.build());
    token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
    return token.serialize();
  }

  private void json(HttpExchange exchange, Map<String, Object> answer) throws IOException {
    byte[] body = MAPPER.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
