package cellwise.cli;

import cellwise.runs.Journal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that works on a journal. */
abstract class JournalCommand implements Callable<Integer> {
  static final String RUN =
      "Its number, or its name: the newest of that name; number:1 or name:1 where 1 may be both.";

  @Spec CommandSpec spec;
  @Mixin JournalOption option;

  /** Checks options that exclude each other. */
  void checkUsage() {}

  /** Does it, and returns the exit code. */
  abstract int call(Journal journal) throws IOException;

  @Override
  public final Integer call() throws IOException {
    checkUsage();
    try (Journal journal = option.open()) {
      return call(journal);
    }
  }
}
