package io.rackproof.collector.web;

import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Styles and scripts from the class path, held in memory: ours, and uPlot from its WebJar. They
 * change only with the program, so a browser may keep them for the hour.
 */
final class StaticFiles {

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String OURS = "/io/rackproof/collector/web/";
  private static final Map<String, String> RESOURCES =
      Map.of(
          "style.css", OURS + "style.css",
          "campaign.js", OURS + "campaign.js",
          "compare.js", OURS + "compare.js",
          "charts.js", OURS + "charts.js",
          "mark.svg", OURS + "mark.svg",
          "uplot.js", UPLOT + "uPlot.iife.min.js",
          "uplot.css", UPLOT + "uPlot.min.css");

  void route(Router router) {
    RESOURCES.forEach(
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

  private static byte[] read(String resource) {
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
