package cellwise.cli;

import picocli.CommandLine.Command;

/** The journal of runs. */
@Command(
    name = "runs",
    description = "Lists, shows, compares and annotates the runs of a journal.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      CompareCommand.class,
      NoteCommand.class,
      ExportCommand.class,
      RemoveCommand.class
    })
final class RunsCommand {}
