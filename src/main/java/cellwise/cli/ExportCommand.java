package cellwise.cli;

import cellwise.runs.Export;
import cellwise.runs.History;
import cellwise.runs.Journal;
import cellwise.runs.Report;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Writes a run for other programs.")
final class ExportCommand extends JournalCommand {
  /** What it is written as. */
  enum Format {
    csv,
    jsonl,
    markdown,
    tensorboard
  }

  @Parameters(paramLabel = "RUN", description = RUN)
  private String run;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}.")
  private Format format;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PATH",
      description = "The file; for tensorboard the folder.")
  private Path to;

  @Override
  int call(Journal journal) throws IOException {
    History exported = journal.history(journal.run(run));
    switch (format) {
      case csv -> option.write(to, Export.csv(exported));
      case jsonl -> option.write(to, Export.jsonLines(exported));
      case markdown -> option.write(to, Report.markdown(exported.run()));
      case tensorboard -> Export.tensorBoard(exported, to);
    }
    spec.commandLine().getErr().println("Written: " + to);
    return 0;
  }
}
