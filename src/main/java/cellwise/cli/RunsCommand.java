package cellwise.cli;

import cellwise.runs.Export;
import cellwise.runs.Journal;
import cellwise.runs.Run;
import cellwise.show.RunPage;
import cellwise.show.Runs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.Table;

/** The journal of runs. */
@Command(
    name = "runs",
    description = "Lists, shows, compares and annotates the runs of a journal.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunsCommand.ListAll.class,
      RunsCommand.Show.class,
      RunsCommand.Compare.class,
      RunsCommand.Annotate.class,
      RunsCommand.ExportOne.class,
      RunsCommand.Remove.class
    })
final class RunsCommand {
  private static final String RUN =
      "Its number, or its name: the newest of that name; number:1 or name:1 where 1 may be both.";

  /** The option that says which journal. */
  static final class Place {
    @Option(
        names = "--journal",
        defaultValue = "runs/journal.db",
        paramLabel = "FILE",
        description = "Where train keeps it (${DEFAULT-VALUE}).")
    private Path file;

    Journal open() throws IOException {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(
            file.toString(), null, "no journal there: train first, or give --journal");
      }
      return Journal.open(file);
    }

    /** Writes beside the journal or elsewhere: a file aside and then renamed. */
    void write(Path to, String text) throws IOException {
      requireNoHarm(to);
      if (Files.exists(to) && !Files.isRegularFile(to)) { // as /dev/stdout
        Files.writeString(to, text);
        return;
      }
      Path target = Files.exists(to) ? to.toRealPath() : to;
      Path aside =
          target.resolveSibling(
              target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
      try {
        Files.writeString(aside, text);
        Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(aside);
      }
    }

    private void requireNoHarm(Path to) throws IOException {
      if (Files.isDirectory(to)) {
        throw new IOException(to + " is a folder: give a file in it");
      }
      if (!Files.isDirectory(to.toAbsolutePath().getParent())) {
        throw new IOException(to + " is in a folder that is not there: make it first");
      }
      for (String part : List.of("", "-wal", "-shm")) { // of SQLite, while it is open
        Path ours = file.resolveSibling(file.getFileName() + part);
        if (Files.exists(to) && Files.exists(ours) && Files.isSameFile(to, ours)) {
          throw new IOException(to + " is the journal itself: give another file");
        }
      }
    }
  }

  @Command(name = "list", description = "Prints a line a run, the newest first.")
  static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Place place;

    @Option(
        names = "--sort",
        paramLabel = "COLUMN",
        description =
            "Sort by a column; -: the greatest first. precision is that of averaged parameters, where the runs have one data set.")
    private String sort;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only runs with this tag.")
    private String tag;

    @Override
    public Integer call() throws IOException {
      try (Journal journal = place.open()) {
        Table table = Runs.table(journal);
        if (tag != null) {
          Set<Long> tagged =
              journal.runs().stream()
                  .filter(run -> run.tags().contains(tag))
                  .map(Run::id)
                  .collect(Collectors.toSet());
          table = table.where(table.longColumn("run").eval(id -> tagged.contains((long) id)));
        }
        if (sort != null) {
          table = sorted(table);
        }
        spec.commandLine().getOut().println(table.print(Math.max(1, table.rowCount())));
      }
      return 0;
    }

    private Table sorted(Table table) {
      String column = sort.replaceFirst("^-", "");
      List<String> meant = new ArrayList<>(table.columnNames());
      meant.removeIf(name -> !name.equals(column) && !name.startsWith(column + " on "));
      if (meant.size() > 1) { // raw ones beside them are not meant
        meant.removeIf(name -> !name.endsWith(", averaged"));
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

  @Command(name = "show", description = "Prints everything about a run, as Markdown.")
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Place place;

    @Parameters(paramLabel = "RUN", description = RUN)
    private String run;

    @Option(
        names = "--html",
        paramLabel = "FILE",
        description = "Write a page with charts instead.")
    private Path html;

    @Override
    public Integer call() throws IOException {
      try (Journal journal = place.open()) {
        Run shown = journal.run(run);
        if (html == null) {
          spec.commandLine().getOut().print(Export.markdown(shown));
          spec.commandLine().getOut().flush();
        } else {
          place.write(html, RunPage.page(shown));
        }
      }
      return 0;
    }
  }

  @Command(name = "compare", description = "Prints what differs between runs.")
  static final class Compare implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Place place;

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
    public Integer call() throws IOException {
      try (Journal journal = place.open()) {
        List<Run> all = runs.stream().map(journal::run).toList();
        if (all.stream().map(Run::id).distinct().count() < all.size()) {
          throw new ParameterException(
              spec.commandLine(), "RUN is %s, one of them twice: give each once".formatted(runs));
        }
        Table differences = Runs.differences(all);
        PrintWriter out = spec.commandLine().getOut();
        out.println(differences.print(Math.max(1, differences.rowCount())));
        if (html != null) {
          place.write(html, RunPage.comparison(series, all));
        }
      }
      return 0;
    }
  }

  @Command(name = "note", description = "Writes a note, a tag or a verdict.")
  static final class Annotate implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Place place;

    @Parameters(index = "0", paramLabel = "RUN", description = RUN)
    private String run;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "TEXT",
        description = "In Markdown; - reads it from standard input.")
    private String text;

    @Option(names = "--step", paramLabel = "N", description = "About this step, counted from 0.")
    private Long step;

    @Option(names = "--tag", paramLabel = "TAG", description = "Add a tag.")
    private List<String> tags = List.of();

    @Option(names = "--verdict", paramLabel = "TEXT", description = "What came of it, in the end.")
    private String verdict;

    @Override
    public Integer call() throws IOException {
      if (text == null && tags.isEmpty() && verdict == null) {
        throw new ParameterException(
            spec.commandLine(), "nothing to write: give TEXT, --tag or --verdict");
      }
      if (step != null && text == null) {
        throw new ParameterException(
            spec.commandLine(), "--step is " + step + ", but there is no TEXT about it");
      }
      try (Journal journal = place.open()) {
        Run noted = journal.run(run);
        tags.forEach(noted::tag); // twice is no more than once, so what fails can be repeated
        if (verdict != null) {
          noted.verdict(verdict);
        }
        if (text != null) {
          write(noted, text.equals("-") ? standardInput() : text);
        }
      }
      return 0;
    }

    private void write(Run noted, String read) {
      if (step == null) {
        noted.note(read);
      } else {
        noted.note(step, read);
      }
    }

    private static String standardInput() throws IOException {
      byte[] bytes = System.in.readAllBytes();
      try {
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        return text.toString().replaceFirst("^\uFEFF", ""); // a mark that it is UTF-8
      } catch (CharacterCodingException e) {
        throw new IOException("standard input is no UTF-8: convert it first, as by iconv", e);
      }
    }
  }

  @Command(name = "export", description = "Writes a run for other programs.")
  static final class ExportOne implements Callable<Integer> {
    /** What it is written as. */
    enum Format {
      csv,
      jsonl,
      markdown,
      tensorboard
    }

    @Spec private CommandSpec spec;
    @Mixin private Place place;

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
    public Integer call() throws IOException {
      try (Journal journal = place.open()) {
        Run exported = journal.run(run);
        switch (format) {
          case csv -> place.write(to, Export.csv(exported));
          case jsonl -> place.write(to, Export.jsonLines(exported));
          case markdown -> place.write(to, Export.markdown(exported));
          case tensorboard -> Export.tensorBoard(exported, to);
        }
        spec.commandLine().getErr().println("Written: " + to);
      }
      return 0;
    }
  }

  @Command(name = "rm", description = "Takes a run out of the journal; its files stay.")
  static final class Remove implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Place place;

    @Parameters(paramLabel = "RUN", description = RUN)
    private String run;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean isYes;

    @Override
    public Integer call() throws IOException {
      try (Journal journal = place.open()) {
        Run removed = journal.run(run);
        PrintWriter err = spec.commandLine().getErr();
        if (!isYes && !Question.isAgreed(err, "Remove " + removed + " with its notes?")) {
          err.println("Nothing was changed: answer y, or give --yes");
          return 1;
        }
        journal.remove(removed);
      }
      return 0;
    }
  }
}
