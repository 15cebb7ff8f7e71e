package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Measures the frames of a campaign's page in Chromium while all of its criteria change once a
 * second: {@code PageFrames CRITERIA SECONDS}. Run by {@code bench/page/run}.
 */
public final class PageFrames {

  private static final String RACK = "gen2-007";

  private PageFrames() {}

  static String plan(int criteria) {
    StringBuilder plan =
        new StringBuilder(
            """
            plan: many
            version: 1
            title: Many criteria
            requires: {coverage: 1 %, max-gap: 5s, clock-skew: 500ms}
            phases:
              whole: {whole: true}
            criteria:
            """);
    for (int i = 0; i < criteria; i++) {
      plan.append(
          """
            - id: PWR-%03d
              title: Power of outlet %d
              area: %s
              signal: pdu_outlet_power_watts{outlet="%d"}
              phase: whole
              statistic: mean
              limit: "<= %d W"
          """
              .formatted(
                  i,
                  i,
                  List.of("power", "cooling", "network", "cabling").get(i * 4 / criteria),
                  i,
                  i % 9 == 0 ? 500 : 700));
    }
    return plan.append("decide:\n  exercise: {gates: all, score: \">= 90\"}\n").toString();
  }

  private static List<Sample> samples(int criteria, long now) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < criteria; i++) {
      samples.add(
          Sample.good(
              Series.of(
                  "pdu_outlet_power_watts",
                  Map.of("rack", RACK, "device", "pdu-a", "role", "pdu", "outlet", "" + i)),
              now,
              600 + 50 * Math.sin(now / 7_000.0 + i)));
    }
    return samples;
  }

  /** Gathers in the page the time from each frame to the next, and tasks over 50 ms. */
  private static final String GATHER =
      """
      window.frames_ = []; window.long_ = []; window.parts_ = 0;
      new PerformanceObserver(list => list.getEntries().forEach(e => long_.push(e.duration)))
        .observe({type: 'longtask'});
      (() => { let last = performance.now();
        const frame = now => { frames_.push(now - last); last = now; requestAnimationFrame(frame); };
        requestAnimationFrame(frame);
        new MutationObserver(list => { parts_ += list.length; })
          .observe(document.body, {childList: true, subtree: true});
      })()
      """;

  public static void main(String[] arguments) throws Exception {
    int criteria = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    Path directory = Files.createTempDirectory("page-frames");
    Path profile = Files.createTempDirectory("page-frames-chromium");
    ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    Clock clock = Clock.systemUTC();
    try (ServedCollector collector = ServedCollector.start(directory, clock);
        Chromium chromium = Chromium.start(profile)) {
      var begun = collector.post("/api/campaigns", Map.of("rack", RACK, "plan", plan(criteria)));
      String id = ServedCollector.json(begun).path("id").asText();
      var unused =
          sender.scheduleAtFixedRate(
              () -> {
                try {
                  collector.send(RACK, samples(criteria, clock.millis()));
                } catch (Exception e) {
                  System.err.println("a second was not sent: " + e);
                }
              },
              0,
              1,
              TimeUnit.SECONDS);
      chromium.look(1280, 900, false);
      chromium.open(collector.url() + "/campaigns/" + id);
      chromium.awaitTrue("document.getElementById('link').textContent === 'live'");
      chromium.awaitTrue("document.querySelector('.chart canvas')");
      for (String how : List.of("still", "scrolling")) {
        chromium.evaluate(GATHER);
        if (how.equals("scrolling")) {
          chromium.evaluate("setInterval(() => scrollBy(0, 40), 50), 0");
        }
        boolean unusedEnd = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
        report(how, criteria, seconds, chromium);
      }
      Path shot = Path.of(System.getProperty("shot", ""));
      if (!shot.toString().isEmpty()) {
        chromium.evaluate("scrollTo(0, 0)");
        chromium.screenshot(shot);
      }
    } finally {
      sender.shutdownNow();
    }
  }

  private static void report(String how, int criteria, int seconds, Chromium chromium)
      throws Exception {
    JsonNode frames = chromium.evaluate("frames_");
    double[] sorted = new double[frames.size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = frames.get(i).asDouble();
    }
    Arrays.sort(sorted);
    JsonNode tasks = chromium.evaluate("long_");
    double longest = 0;
    for (JsonNode task : tasks) {
      longest = Math.max(longest, task.asDouble());
    }
    System.out.printf(
        "%s: %d criteria, %d s: %d frames, p50 %.1f ms, p99 %.1f ms, longest %.1f ms; %d tasks over"
            + " 50 ms, longest %.0f ms; %.0f parts changed a second%n",
        how,
        criteria,
        seconds,
        sorted.length,
        sorted[sorted.length / 2],
        sorted[(int) (sorted.length * 0.99)],
        sorted[sorted.length - 1],
        tasks.size(),
        longest,
        chromium.evaluate("parts_").asDouble() / seconds);
  }
}
