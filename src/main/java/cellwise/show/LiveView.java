package cellwise.show;

import cellwise.train.Hook;
import cellwise.train.Progress;
import cellwise.train.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A run as it goes, in one place of the notebook: how far, how fast, how long still, the losses of
 * the last step and their chart. A hook for one run:
 *
 * <pre>{@code
 * session.run(1000, LiveView.of(train.split().name(), 1000,
 *     html -> display(html, "text/html"), (id, html) -> updateDisplay(id, html, "text/html")))
 * }</pre>
 *
 * <p>It changes at most once a second, and takes less than a hundredth of the time: after it has
 * drawn the chart it draws none for 300 times as long, and the same with the line above it. Only
 * the last of all steps is always drawn; a run that is stopped before leaves what was drawn last.
 * What the JVM's first chart costs is spent before training.
 */
public final class LiveView implements Hook {
  private static final int MOST_POINTS = 400;
  private static final double REST = 300;
  private static final double SECOND = 1e9;

  /** So many charts until the JVM has loaded, and mostly compiled, what draws them. */
  private static final int WARM_UP = 3;

  private final String data;
  private final long steps;
  private final BiConsumer<String, String> update;
  private final String place;
  private final LongSupplier clock;
  private final List<StepReport> points = new ArrayList<>();
  private long started;
  private long spent;
  private long ended;
  private long first = -1;
  private int stride = 1;
  private long nextLine;
  private long nextChart;
  private String chart = "";

  private LiveView(
      String data,
      long steps,
      Function<String, String> display,
      BiConsumer<String, String> update,
      LongSupplier clock) {
    this.data = data;
    this.steps = steps;
    this.update = update;
    this.clock = clock;
    place = display.apply("<progress value=\"0\" max=\"1\"></progress> waiting for the first step");
    for (int i = 0; i < WARM_UP; i++) {
      Charts.lines("warm-up", "x", "y", new double[] {0, 1}, Map.of("y", new double[] {0, 1}));
    }
    started = clock.getAsLong();
    nextChart = started + (long) SECOND; // before, there is next to nothing to draw
  }

  /**
   * Shows an empty view, and returns what fills it.
   *
   * @param data what is trained on, such as {@code Shapes-10 train}
   * @param steps how many steps the session will have made in all when it is done, positive
   * @param display shows HTML in the notebook and returns the place's name
   * @param update shows other HTML in the place of that name
   */
  public static LiveView of(
      String data,
      long steps,
      Function<String, String> display,
      BiConsumer<String, String> update) {
    return of(data, steps, display, update, System::nanoTime);
  }

  /** The same by another clock, which counts nanoseconds. */
  static LiveView of(
      String data,
      long steps,
      Function<String, String> display,
      BiConsumer<String, String> update,
      LongSupplier clock) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", must be positive");
    }
    return new LiveView(data, steps, display, update, clock);
  }

  @Override
  public boolean afterStep(StepReport report) {
    if (first < 0) {
      first = report.step();
    }
    keep(report);
    long now = clock.getAsLong();
    boolean isLast = report.step() + 1 == steps;
    if (now >= nextLine || isLast) {
      show(report, now, isLast);
    }
    ended = clock.getAsLong();
    spent += ended - now;
    return true;
  }

  private void show(StepReport report, long now, boolean isLast) {
    if (now >= nextChart || isLast) {
      if (isLast && points.get(points.size() - 1) != report) {
        points.add(report);
      }
      chart = Charts.losses(data, points).html();
      nextChart = rested(now);
    }
    long line = clock.getAsLong();
    update.accept(place, html(report, (now - started) / SECOND));
    nextLine = Math.max(now + (long) SECOND, rested(line));
  }

  private long rested(long since) {
    long now = clock.getAsLong();
    return now + (long) (REST * (now - since));
  }

  /**
   * Returns what the view has cost until now: the share of the time, from 0 to 1, from when it was
   * shown to its last step. A run of a few seconds pays more, since its last step is drawn too.
   */
  public double cost() {
    return first < 0 ? 0 : (double) spent / Math.max(1, ended - started);
  }

  /** Every point at first; when there are too many, every second of them, and so on. */
  private void keep(StepReport report) {
    if (report.step() % stride != 0) {
      return;
    }
    points.add(report);
    if (points.size() > MOST_POINTS) {
      stride *= 2;
      points.removeIf(point -> point.step() % stride != 0);
    }
  }

  private String html(StepReport report, double seconds) {
    Progress progress = Progress.after(report, first, steps, seconds);
    return String.format(
        Locale.ROOT,
        "<p><progress value=\"%.3f\" max=\"1\">%.0f %%</progress> %s<br>%s, learning rate %s</p>%s",
        progress.share(),
        100 * progress.share(),
        progress,
        report.losses(),
        report.learningRate(),
        chart);
  }
}
