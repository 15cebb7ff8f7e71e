package io.rackproof.agent.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the shipped profiles. They end with their points. */
public final class ShippedText {

  private static final Pattern EXTENDS = Pattern.compile("(?m)^extends: (\\S+)\\n");
  private static final Pattern POINTS = Pattern.compile("(?m)^points:\\n");

  private ShippedText() {}

  /** The file as it is. */
  public static String of(String name) {
    String resource = name + ".yaml";
    try (InputStream in = ShippedText.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The file with the points of the profile that it extends after its own: a file that a user can
   * start from.
   */
  public static String resolved(String name) {
    String text = of(name);
    Matcher base = EXTENDS.matcher(text);
    if (!base.find()) {
      return text;
    }
    String inherited = resolved(base.group(1));
    Matcher points = POINTS.matcher(inherited);
    if (!points.find()) {
      throw new IllegalStateException(base.group(1) + " has no points");
    }
    return base.replaceFirst("").stripTrailing()
        + "\n\n  # From "
        + base.group(1)
        + "\n"
        + inherited.substring(points.end());
  }
}
