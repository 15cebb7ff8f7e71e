package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Debian's Chromium without a window, spoken to by its DevTools protocol: one page, at a width that
 * a test says.
 */
public final class Chromium implements AutoCloseable {

  public static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

  /** What the page asked for over the network, and what it complained of. */
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      message.append(data);
      if (isLast) {
        String text = message.toString();
        message.setLength(0);
        try {
          receive(MAPPER.readTree(text));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private Chromium(Process process, URI page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Listener()).join();
  }

  /**
   * Starts it with a profile of its own.
   *
   * @param directory that nothing else is in
   */
  public static Chromium start(Path directory) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    PROGRAM.toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--no-proxy-server",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    "--hide-scrollbars",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + directory,
                    "about:blank"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Path port = directory.resolve("DevToolsActivePort");
    await("Chromium listens", () -> Files.exists(port) && Files.readAllLines(port).size() == 2);
    URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
    List<String> page = new ArrayList<>();
    await(
        "Chromium has a page",
        () -> {
          try (InputStream in = list.toURL().openStream()) {
            for (JsonNode target : MAPPER.readTree(in)) {
              if (target.path("type").asText().equals("page")) {
                page.add(target.path("webSocketDebuggerUrl").asText());
              }
            }
          }
          return !page.isEmpty();
        });
    Chromium chromium = new Chromium(process, URI.create(page.get(0)));
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      chromium.call(domain + ".enable", Map.of());
    }
    return chromium;
  }

  /** Something that may be so. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits by time. */
  public static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline || never.await(20, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("waited in vain until " + what);
      }
    }
  }

  private void receive(JsonNode message) {
    CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asInt(-1));
    if (answer != null) {
      answer.complete(message);
      return;
    }
    JsonNode params = message.path("params");
    switch (message.path("method").asText()) {
      case "Network.requestWillBeSent" -> requests.add(params.at("/request/url").asText());
      case "Runtime.exceptionThrown" -> complaints.add(params.at("/exceptionDetails").toString());
      case "Log.entryAdded" -> {
        // That the server refused something is told on the page, too.
        if (params.at("/entry/level").asText().equals("error")
            && !params.at("/entry/source").asText().equals("network")) {
          complaints.add(params.at("/entry").toString());
        }
      }
      default -> {
        // Much else is told.
      }
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = last.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
    message.set("params", MAPPER.valueToTree(parameters));
    socket.sendText(MAPPER.writeValueAsString(message), true).join();
    JsonNode got = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (got.has("error")) {
      throw new IOException(method + ": " + got.path("error"));
    }
    return got.path("result");
  }

  /** The size of the page's window in CSS pixels, and its colour scheme. */
  public void look(int width, int height, boolean dark) throws Exception {
    size(width, height);
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  private void size(int width, int height) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  public void open(String url) throws Exception {
    requests.clear();
    complaints.clear();
    call("Page.navigate", Map.of("url", url));
    awaitTrue("location.href === " + MAPPER.writeValueAsString(url));
    awaitTrue("document.readyState === 'complete'");
  }

  /** The value of an expression of the page, which may be a promise. */
  public JsonNode evaluate(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression",
                expression,
                "awaitPromise",
                true,
                "returnByValue",
                true,
                "userGesture",
                true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
    }
    return result.at("/result/value");
  }

  public void awaitTrue(String expression) throws Exception {
    await(
        expression,
        () -> {
          try {
            return evaluate("!!(" + expression + ")").asBoolean();
          } catch (IOException | AssertionError e) {
            // A page that is just being left has no context.
            return false;
          }
        });
  }

  /** What the browser itself does at a key goes by the code of the key. */
  private static final Map<String, Integer> CODES =
      Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32, "ArrowDown", 40);

  private static final int SHIFT = 8;

  /** Presses a key, as {@code KeyboardEvent.key} calls it; with {@code Shift+} before it, too. */
  public void press(String combination) throws Exception {
    boolean shift = combination.startsWith("Shift+");
    String key = shift ? combination.substring("Shift+".length()) : combination;
    String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
    for (String type : List.of(text.isEmpty() ? "rawKeyDown" : "keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "text",
              type.equals("keyUp") ? "" : text,
              "windowsVirtualKeyCode",
              CODES.getOrDefault(key, 0),
              "modifiers",
              shift ? SHIFT : 0));
    }
  }

  /** Types into what has the focus. */
  public void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
  }

  /** All of the page, as a PNG file; for it the window is as high as the page. */
  public void screenshot(Path file) throws Exception {
    int width = evaluate("innerWidth").asInt();
    int height = evaluate("innerHeight").asInt();
    size(width, Math.min(6000, evaluate("document.documentElement.scrollHeight").asInt()));
    evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done), 200))");
    JsonNode size = call("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
    JsonNode shot =
        call(
            "Page.captureScreenshot",
            Map.of(
                "captureBeyondViewport",
                true,
                "clip",
                Map.of(
                    "x", 0,
                    "y", 0,
                    "width", size.path("width").asDouble(),
                    "height", Math.min(6000, size.path("height").asDouble()),
                    "scale", 1)));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(shot.path("data").asText()));
    size(width, height);
  }

  /** Addresses that the page has asked for since it was opened. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Errors of scripts and of the policy for content, since the page was opened. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** A script from the class path, run in the page. */
  public void run(String resource) throws Exception {
    try (InputStream in = Chromium.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is not on the class path");
      }
      evaluate(new String(in.readAllBytes(), StandardCharsets.UTF_8) + "; 0");
    }
  }

  @Override
  public void close() throws IOException {
    try {
      call("Browser.close", Map.of());
    } catch (Exception e) {
      // It is gone, or is ended below.
    }
    socket.abort();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
