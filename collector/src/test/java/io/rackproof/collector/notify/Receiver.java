package io.rackproof.collector.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that keeps what it gets and answers what a test says. */
final class Receiver implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server;
  private final List<Got> all = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  record Got(String path, Headers headers, String body) {
    JsonNode json() throws IOException {
      return MAPPER.readTree(body);
    }
  }

  /**
   * @param port 0 for a free one
   */
  Receiver(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          all.add(
              new Got(
                  exchange.getRequestURI().getPath(),
                  exchange.getRequestHeaders(),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  void answers(int with) {
    status = with;
  }

  List<Got> got() {
    return all;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
