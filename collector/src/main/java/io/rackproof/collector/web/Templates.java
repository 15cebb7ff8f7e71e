package io.rackproof.collector.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The pages' templates, compiled with the build. */
final class Templates {

  private static final String PACKAGE = "io.rackproof.collector.template";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Templates.class.getClassLoader(), PACKAGE);

  String render(String template, Map<String, Object> parameters) {
    StringOutput out = new StringOutput(8 << 10);
    engine.render(template, parameters, out);
    return out.toString();
  }
}
