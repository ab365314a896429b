package cellwise.cli;

import cellwise.runs.Journal;
import cellwise.runs.Run;
import cellwise.show.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tech.tablesaw.api.Table;
import tech.tablesaw.selection.Selection;

@Command(name = "list", description = "Prints a line a run, the newest first.")
final class ListCommand extends JournalCommand {
  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description =
          "Sort by a column; -: the greatest first. precision is that of averaged parameters, where the runs have one data set.")
  private String sort;

  @Option(names = "--tag", paramLabel = "TAG", description = "Only runs with this tag.")
  private String tag;

  @Override
  int call(Journal journal) {
    List<Run> runs = journal.runs();
    Table table = Runs.table(journal.toString(), runs);
    if (tag != null) {
      int[] tagged =
          IntStream.range(0, runs.size()).filter(i -> runs.get(i).tags().contains(tag)).toArray();
      table = table.where(Selection.with(tagged));
    }
    Table sorted = sort == null ? table : sorted(table);
    spec.commandLine().getOut().println(sorted.print(Math.max(1, sorted.rowCount())));
    return 0;
  }

  private Table sorted(Table table) {
    String column = sort.replaceFirst("^-", "");
    List<String> meant = new ArrayList<>(table.columnNames());
    meant.removeIf(name -> !name.equals(column) && !name.startsWith(column + " on "));
    if (meant.size() > 1) { // raw ones beside them are not meant
      meant.removeIf(name -> !name.endsWith(", averaged"));
    }
    if (meant.isEmpty() && column.equals("precision")) {
      throw new ParameterException(
          spec.commandLine(),
          "--sort is %s, but no run has one: train with --eval-every".formatted(sort));
    }
    if (meant.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--sort is %s, must be one of %s".formatted(sort, table.columnNames()));
    }
    String name = meant.get(0);
    Table known = table.where(table.column(name).isNotMissing());
    Table unknown = table.where(table.column(name).isMissing());
    return known.sortOn(sort.startsWith("-") ? "-" + name : name).append(unknown);
  }
}
