package io.rackproof.collector.web;

import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Styles and scripts from the class path, held in memory: ours, and uPlot from its WebJar. They
 * change only with the program, so a browser may keep them for the hour.
 */
final class StaticFiles {

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String OURS = "/io/rackproof/collector/web/";
  private static final List<String> OWN =
      List.of(
          "style.css",
          "pages.css",
          "live.js",
          "session.js",
          "signin.js",
          "filter.js",
          "campaign.js",
          "criterion.js",
          "begin.js",
          "compare.js",
          "plots.js",
          "charts.js",
          "mark.svg");

  private static Map<String, String> resources() {
    Map<String, String> resources = new LinkedHashMap<>();
    OWN.forEach(name -> resources.put(name, OURS + name));
    resources.put("uplot.js", UPLOT + "uPlot.iife.min.js");
    resources.put("uplot.css", UPLOT + "uPlot.min.css");
    return resources;
  }

  /** All names, below {@code /static/}. */
  static Set<String> names() {
    return resources().keySet();
  }

  void route(Router router) {
    resources()
        .forEach(
            (name, resource) -> {
              byte[] content = read(resource);
              router
                  .get("/static/" + name)
                  .handler(
                      context -> {
                        context.response().putHeader("Cache-Control", "max-age=3600");
                        Answers.bytes(context, type(name), content);
                      });
            });
  }

  private static String type(String name) {
    if (name.endsWith(".css")) {
      return "text/css; charset=utf-8";
    }
    return name.endsWith(".svg") ? "image/svg+xml" : "text/javascript; charset=utf-8";
  }

  static byte[] read(String resource) {
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(resource + " cannot be read", e);
    }
  }
}
