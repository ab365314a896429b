package cellwise.cli;

import cellwise.runs.Journal;
import cellwise.runs.Report;
import cellwise.runs.Run;
import cellwise.show.RunPage;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Prints everything about a run, as Markdown.")
final class ShowCommand extends JournalCommand {
  @Parameters(paramLabel = "RUN", description = RUN)
  private String run;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts instead.")
  private Path html;

  @Override
  int call(Journal journal) throws IOException {
    Run shown = journal.run(run);
    if (html == null) {
      spec.commandLine().getOut().print(Report.markdown(shown));
      spec.commandLine().getOut().flush();
    } else {
      option.write(html, RunPage.page(journal.history(shown)));
    }
    return 0;
  }
}
