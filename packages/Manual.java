import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Manual pages and shell completion out of a program's own command line, so that they never differ
 * from what it takes. Run as a source file by the build: {@code java -cp lib/* Manual.java
 * MAIN-CLASS DIRECTORY YYYY-MM-DD VERSION}. Writes {@code man/man1/PROGRAM[-COMMAND].1} and
 * {@code completion/PROGRAM}, which bash reads, and zsh after {@code bashcompinit}.
 */
public final class Manual {

  private final StringBuilder page = new StringBuilder();

  public static void main(String[] arguments) throws Exception {
    CommandLine program = new CommandLine(Class.forName(arguments[0]));
    Path directory = Path.of(arguments[1]);
    Path manual = Files.createDirectories(directory.resolve("man/man1"));
    List<CommandLine> all = new ArrayList<>();
    collect(program, all);
    for (CommandLine command : all) {
      String text = new Manual().write(command, all, arguments[2], arguments[3]);
      Files.writeString(manual.resolve(name(command.getCommandSpec()) + ".1"), text);
    }
    Path completion = Files.createDirectories(directory.resolve("completion"));
    String name = program.getCommandName();
    // A file to be sourced needs no interpreter's line. The generator dates its script, and the same
    // sources must give the same bytes.
    String script =
        AutoComplete.bash(name, program)
            .replaceFirst("^#!.*\n", "")
            .replaceAll("(?m)^# .*(Date|Generated|generated).*\n", "");
    Files.writeString(completion.resolve(name), script);
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    if (command.getCommandSpec().usageMessage().hidden()) {
      return;
    }
    all.add(command);
    command.getSubcommands().values().stream().distinct().forEach(sub -> collect(sub, all));
  }

  private static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  private String write(CommandLine command, List<CommandLine> all, String date, String version) {
    CommandSpec spec = command.getCommandSpec();
    CommandLine.Help help = command.getHelp();
    String title = name(spec).toUpperCase(java.util.Locale.ROOT);
    page.append(".TH ").append(quoted(title)).append(" 1 ").append(date).append(' ');
    page.append(quoted("Rackproof " + version)).append('\n');
    macro("SH", "NAME");
    String[] description = spec.usageMessage().description();
    String first = description.length == 0 ? spec.qualifiedName() : plain(description[0]);
    page.append(escape(name(spec))).append(" \\- ");
    page.append(escape(first.replaceAll("(?s)[.:]\\s.*|\\.$", ""))).append('\n');
    macro("SH", "SYNOPSIS");
    page.append(".B ").append(escape(spec.qualifiedName())).append('\n');
    text(help.synopsis(0).strip().substring(spec.qualifiedName().length()).replaceAll("\\s+", " "));
    macro("SH", "DESCRIPTION");
    paragraphs(description);
    arguments(spec);
    commands(spec);
    section(spec.usageMessage().footerHeading(), spec.usageMessage().footer());
    seeAlso(spec, all);
    return page.toString();
  }

  private void arguments(CommandSpec spec) {
    List<ArgSpec> all = new ArrayList<>();
    spec.positionalParameters().stream().filter(arg -> !arg.hidden()).forEach(all::add);
    spec.options().stream().filter(arg -> !arg.hidden()).forEach(all::add);
    if (all.isEmpty()) {
      return;
    }
    macro("SH", "OPTIONS");
    for (ArgSpec arg : all) {
      page.append(".TP\n");
      String label = arg instanceof PositionalParamSpec || arg.arity().max() > 0 ? arg.paramLabel() : "";
      if (arg instanceof OptionSpec option) {
        page.append(".BR ").append(quoted(String.join(", ", option.names())));
        page.append(label.isEmpty() ? "\n" : " " + quoted(" " + label) + "\n");
      } else {
        page.append(".I ").append(escape(label)).append('\n');
      }
      String[] said = arg.renderedDescription() == null ? new String[0] : arg.renderedDescription();
      text(plain(String.join(" ", said)));
    }
  }

  private void commands(CommandSpec spec) {
    List<CommandLine> subcommands = spec.subcommands().values().stream().distinct().toList();
    if (subcommands.isEmpty()) {
      return;
    }
    macro("SH", "COMMANDS");
    for (CommandLine sub : subcommands) {
      CommandSpec of = sub.getCommandSpec();
      if (!of.usageMessage().hidden()) {
        page.append(".TP\n.B ").append(escape(of.name())).append('\n');
        String[] said = of.usageMessage().description();
        text(said.length == 0 ? "See its page." : plain(said[0]));
      }
    }
  }

  private void section(String heading, String[] lines) {
    if (lines.length == 0) {
      return;
    }
    String title = heading == null ? "" : plain(heading).strip().replaceAll(":$", "");
    macro("SH", title.isEmpty() ? "NOTES" : title.toUpperCase(java.util.Locale.ROOT));
    paragraphs(lines);
  }

  /** Lines that are indented stay as they are: commands to copy. */
  private void paragraphs(String[] lines) {
    boolean verbatim = false;
    boolean begun = false;
    for (String line : Arrays.stream(lines).map(Manual::plain).flatMap(String::lines).toList()) {
      boolean indented = line.startsWith("  ");
      if (indented != verbatim) {
        page.append(indented ? (begun ? ".PP\n.nf\n" : ".nf\n") : ".fi\n.PP\n");
        verbatim = indented;
      } else if (begun && !indented && !line.isBlank()) {
        page.append(".PP\n");
      }
      text(line);
      begun |= !line.isBlank();
    }
    if (verbatim) {
      page.append(".fi\n");
    }
  }

  private void seeAlso(CommandSpec spec, List<CommandLine> all) {
    List<String> others = new ArrayList<>();
    if (spec.parent() != null) {
      others.add(name(spec.parent()));
    }
    all.stream()
        .map(CommandLine::getCommandSpec)
        .filter(other -> other.parent() == spec)
        .forEach(other -> others.add(name(other)));
    if (!others.isEmpty()) {
      macro("SH", "SEE ALSO");
      for (int i = 0; i < others.size(); i++) {
        String after = i + 1 < others.size() ? "(1)," : "(1)";
        page.append(".BR ").append(escape(others.get(i))).append(' ').append(after).append('\n');
      }
    }
  }

  /** Without the marks by which picocli colours and formats. */
  private static String plain(String text) {
    return CommandLine.Help.Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(' ').append(quoted(argument));
    }
    page.append('\n');
  }

  private void text(String text) {
    for (String line : text.lines().toList()) {
      String escaped = escape(line.stripTrailing());
      if (escaped.isBlank()) {
        continue;
      }
      if (!escaped.startsWith("  ")) {
        escaped = escaped.replaceAll("(.{1,76})(?: +|$)", "$1\n").strip();
      }
      // A line that begins so would be taken for a request.
      page.append(escaped.replaceAll("(?m)^(?=[.'])", "\\\\&")).append('\n');
    }
  }

  private static String quoted(String text) {
    return '"' + escape(text).replace("\"", "\\(dq") + '"';
  }

  private static String escape(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
  }
}
