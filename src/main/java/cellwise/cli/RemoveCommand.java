package cellwise.cli;

import cellwise.runs.Journal;
import cellwise.runs.Run;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Takes a run out of the journal; its files stay.")
final class RemoveCommand extends JournalCommand {
  @Parameters(paramLabel = "RUN", description = RUN)
  private String run;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean isYes;

  @Override
  int call(Journal journal) {
    Run removed = journal.run(run);
    PrintWriter err = spec.commandLine().getErr();
    if (!isYes && !Question.isAgreed(err, "Remove " + removed + " with its notes?")) {
      err.println("Nothing was changed: answer y, or give --yes");
      return 1;
    }
    journal.remove(removed);
    return 0;
  }
}
