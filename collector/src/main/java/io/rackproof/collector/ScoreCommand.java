package io.rackproof.collector;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.InstrumentsFile;
import io.rackproof.collector.recorded.RecordedTimeline;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.recorded.TimeText;
import io.rackproof.collector.recorded.TimelineFile;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.score.Verdict;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code rackproof score}: judges recorded samples without a collector. */
@Command(
    name = "score",
    description = {
      "Judges recorded samples by a plan, without a collector.",
      "Writes verdict.json, report.html and junit.xml; for several racks in a folder each."
    },
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

  /** A verdict that {@code --fail-on} asked to be told by the exit status. */
  static final int VERDICT = 3;

  /** A time of the command line, in milliseconds since 1970. */
  static final class TimeOption implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return TimeText.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--plan", required = true, paramLabel = "FILE", description = "the plan")
  Path planFile = Path.of("plan.yaml");

  @Option(
      names = "--samples",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "CSV (also .csv.gz) or Parquet files, a pattern of them in quotes, or the folder of a"
              + " collector's store; of two samples at one time the first file's counts")
  List<String> samples = List.of();

  @Option(
      names = "--timeline",
      paramLabel = "FILE",
      description = "start, end, phases by hand, entries by hand, losses")
  @Nullable Path timeline;

  @Option(
      names = "--instruments",
      paramLabel = "FILE",
      description = "accuracy of the instruments behind the samples")
  @Nullable Path instruments;

  @Option(
      names = "--rack",
      paramLabel = "ID",
      description = "judge this rack alone; samples without the label 'rack' are of it")
  @Nullable String rack;

  @Option(
      names = "--start",
      paramLabel = "T",
      converter = TimeOption.class,
      description = "start of the judged time (default: the timeline's, or the first sample)")
  @Nullable Long start;

  @Option(
      names = "--end",
      paramLabel = "T",
      converter = TimeOption.class,
      description = "end of it, exclusive (default: the timeline's, or 1 ms after the last sample)")
  @Nullable Long end;

  @Option(
      names = "--skip-bad-rows",
      description = "leave out rows that cannot be used, and tell how many")
  boolean skipBadRows;

  @Option(
      names = "--fail-on",
      paramLabel = "VERDICT",
      description =
          "exit with 3 when a rack's verdict is this one or worse: fail, inconclusive,"
              + " marginal")
  @Nullable Verdict failOn;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write to")
  Path out = Path.of(".");

  @Override
  public Integer call() throws UserException, InvalidDocumentException, IOException {
    Plan plan = Plan.read(planFile);
    RecordedTimeline said =
        timeline == null ? RecordedTimeline.NONE : TimelineFile.read(timeline, plan);
    InstrumentsFile known =
        instruments == null ? InstrumentsFile.none() : InstrumentsFile.read(instruments);
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(err, Progress.isWatched(), System::nanoTime);
    try (Recording recording = SampleFiles.open(samples, skipBadRows)) {
      SampleFiles.tell(recording, err);
      RackSplit racks = new RackSplit(recording.series(), Optional.ofNullable(rack));
      if (racks.racks().isEmpty()) {
        throw new UserException(
            Main.MISTAKE,
            "there are no samples of rack '"
                + rack
                + "'; there are of "
                + String.join(", ", new RackSplit(recording.series(), Optional.empty()).racks()));
      }
      long from = time(start, said.start(), recording.firstMillis());
      long to = time(end, said.end(), recording.lastMillis() + 1);
      if (to <= from) {
        throw new UserException(Main.MISTAKE, "the judged time ends before it begins");
      }
      List<ReportInput> inputs =
          new RecordedJudge(plan, recording, said, known, racks, from, to).judge(progress);
      new ReportFolder(out).write(inputs, spec.commandLine().getOut());
      return inputs.stream().anyMatch(this::isTooBad) ? VERDICT : 0;
    }
  }

  private static long time(@Nullable Long option, OptionalLong said, long otherwise) {
    return option == null ? said.orElse(otherwise) : option;
  }

  private boolean isTooBad(ReportInput input) {
    Verdict verdict = input.scorecard().verdict();
    return failOn != null && verdict.worst(failOn) == verdict;
  }
}
