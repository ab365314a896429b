package cellwise.cli;

import cellwise.runs.Journal;
import cellwise.runs.Run;
import cellwise.show.RunPage;
import cellwise.show.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tech.tablesaw.api.Table;

@Command(name = "compare", description = "Prints what differs between runs.")
final class CompareCommand extends JournalCommand {
  @Parameters(arity = "2..*", paramLabel = "RUN", description = RUN)
  private List<String> runs;

  @Option(
      names = "--series",
      defaultValue = "total_loss",
      paramLabel = "NAME",
      description = "What the chart shows (${DEFAULT-VALUE}).")
  private String series;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a page with a chart of them.")
  private Path html;

  @Override
  int call(Journal journal) throws IOException {
    List<Run> all = runs.stream().map(journal::run).toList();
    if (all.stream().map(Run::id).distinct().count() < all.size()) {
      throw new ParameterException(
          spec.commandLine(), "RUN is %s, one of them twice: give each once".formatted(runs));
    }
    Table differences = Runs.differences(all);
    spec.commandLine().getOut().println(differences.print(Math.max(1, differences.rowCount())));
    if (html != null) {
      option.write(html, RunPage.comparison(series, journal.histories(series, all)));
    }
    return 0;
  }
}
