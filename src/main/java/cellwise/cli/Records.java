package cellwise.cli;

import cellwise.data.Split;
import cellwise.eval.Evaluation;
import cellwise.runs.Journal;
import cellwise.runs.JournalException;
import cellwise.runs.Recording;
import cellwise.runs.Run;
import cellwise.summary.EventFile;
import cellwise.summary.SummaryWriter;
import cellwise.train.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a training writes about itself: events for TensorBoard, and its run in the journal. Where
 * that fails, training goes on and says so, once each.
 */
final class Records implements AutoCloseable {
  private final PrintWriter err;
  private final Journal journal;
  private final Recording run;
  private final EventFile events;

  private Records(PrintWriter err, Journal journal, Recording run, EventFile events) {
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
   * @param isResumed whether the run in the journal goes on, if it is there
   */
  static Records open(
      PrintWriter err,
      Path file,
      Path folder,
      boolean isResumed,
      Split data,
      Map<String, ?> settings)
      throws IOException {
    EventFile events = EventFile.in(folder);
    Journal journal = Journal.open(file);
    try {
      List<Run> earlier = isResumed ? journal.runsOf(folder) : List.of();
      String name = folder.toAbsolutePath().normalize().getFileName().toString();
      Recording run =
          earlier.isEmpty() ? journal.start(name, settings) : journal.resume(earlier.get(0));
      run.on(data).link("checkpoints", folder).link("events", events.file());
      return new Records(err, journal, run, events);
    } catch (RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  /** Returns where scalars go. */
  SummaryWriter journal() {
    return tolerant(run);
  }

  /** Returns where everything goes that TensorBoard shows. */
  SummaryWriter events() {
    return tolerant(events);
  }

  void evaluated(long step, String parameters, Evaluation evaluation) {
    tolerate(() -> run.evaluated(step, parameters, evaluation));
  }

  void ended(RunReport report) {
    if (report.ending() != RunReport.Ending.COMPLETE) {
      tolerate(run::stopped);
    }
  }

  void failed(Throwable reason) {
    tolerate(() -> run.failed(reason));
  }

  private SummaryWriter tolerant(SummaryWriter writer) {
    boolean[] isTold = new boolean[1];
    return (step, summaries) -> {
      if (!isTold[0]) {
        isTold[0] = !tolerate(() -> writer.write(step, summaries));
      }
    };
  }

  private boolean tolerate(Runnable write) {
    try {
      write.run();
      return true;
    } catch (UncheckedIOException | JournalException e) {
      err.println("cellwise: no longer recorded, training goes on: " + e.getMessage());
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    tolerate(run::close);
    tolerate(journal::close);
    events.close();
  }
}
