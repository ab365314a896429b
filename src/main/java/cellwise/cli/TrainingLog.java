package cellwise.cli;

import cellwise.data.Split;
import cellwise.eval.Evaluation;
import cellwise.runs.Journal;
import cellwise.runs.JournalException;
import cellwise.runs.Run;
import cellwise.runs.RunWriter;
import cellwise.summary.EventFile;
import cellwise.summary.SummaryWriter;
import cellwise.train.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a training writes about itself: events for TensorBoard, and its run in the journal. Where
 * that fails later than at the beginning, training goes on and says so: once while it lasts, again
 * when it fails after it worked, and if the end is missing.
 */
final class TrainingLog implements AutoCloseable {
  private final PrintWriter err;
  private final Journal journal;
  private final RunWriter run;
  private final EventFile events;
  private final Telling ofJournal = new Telling();
  private final Telling ofEvents = new Telling();

  private TrainingLog(PrintWriter err, Journal journal, RunWriter run, EventFile events) {
    this.err = err;
    this.journal = journal;
    this.run = run;
    this.events = events;
  }

  /**
   * Begins to write.
   *
   * @param file the journal
   * @param folder of the run; its last part is the run's name
   * @param step how many steps were made before; if any, the run in the journal goes on from there
   * @throws IOException if there can be no events
   * @throws JournalException if the journal cannot be written
   */
  static TrainingLog open(
      PrintWriter err, Path file, Path folder, long step, Split data, Map<String, ?> settings)
      throws IOException {
    Journal journal = Journal.open(file);
    try {
      EventFile events = EventFile.in(folder);
      try {
        RunWriter run = begun(journal, folder, step, settings);
        TrainingLog log = new TrainingLog(err, journal, run, events);
        log.describe(folder, data);
        return log;
      } catch (RuntimeException | Error e) {
        events.close();
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  private static RunWriter begun(Journal journal, Path folder, long step, Map<String, ?> settings) {
    List<Run> earlier = step > 0 ? journal.runsOf(folder) : List.of();
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    return earlier.isEmpty()
        ? journal.start(name, settings)
        : journal.resume(earlier.get(0), step, settings);
  }

  private void describe(Path folder, Split data) {
    try {
      run.on(data).link("checkpoints", folder).link("events", events.file());
    } catch (RuntimeException | Error e) {
      tolerate(() -> run.failed(e));
      throw e;
    }
  }

  /** Returns where scalars go. */
  SummaryWriter journal() {
    return (step, summaries) -> ofJournal.write(() -> run.write(step, summaries), run::isBehind);
  }

  /** Returns where everything goes that TensorBoard shows. */
  SummaryWriter events() {
    return (step, summaries) -> ofEvents.write(() -> events.write(step, summaries), () -> false);
  }

  void evaluated(long step, String parameters, Evaluation evaluation) {
    ofJournal.write(() -> run.evaluated(step, parameters, evaluation), run::isBehind);
  }

  RunReport watch(Supplier<RunReport> training) {
    return run.watch(training);
  }

  /** Whether the failure that lasts has been told. */
  private final class Telling {
    private boolean isTold;

    /** Writes. Once that succeeds, and nothing waits, the failure has ended. */
    void write(Runnable write, BooleanSupplier isBehind) {
      try {
        write.run();
        isTold &= isBehind.getAsBoolean();
      } catch (UncheckedIOException | JournalException e) {
        if (!isTold) {
          tell(e);
        }
        isTold = true;
      }
    }
  }

  private void tolerate(Runnable end) {
    try {
      end.run();
    } catch (UncheckedIOException | JournalException e) {
      tell(e);
    }
  }

  private void tell(RuntimeException failure) {
    err.println("cellwise: not recorded, training goes on: " + failure.getMessage());
  }

  @Override
  public void close() throws IOException {
    tolerate(run::close);
    tolerate(journal::close);
    events.close();
  }
}
