package cellwise.show;

import cellwise.train.Hook;
import cellwise.train.Progress;
import cellwise.train.RunPlan;
import cellwise.train.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jsoup.nodes.Element;

/**
 * A run as it goes, in one place of the notebook: how far, how fast, how long still, the losses of
 * the last step and their chart. A hook for one run:
 *
 * <pre>{@code
 * session.run(1000, LiveView.of(
 *     html -> display(html, "text/html"), (id, html) -> updateDisplay(id, html, "text/html")))
 * }</pre>
 *
 * <p>It changes at most once a second, and takes less than a hundredth of the time: after it has
 * drawn the chart it draws none for 300 times as long, and the same with the line above it. Only
 * the last step of a run is always drawn, however it ended. Another run of the same session goes on
 * with the curves. What the JVM's first chart costs is spent before training.
 */
public final class LiveView implements Hook {
  private static final int MOST_POINTS = 400;
  private static final double REST = 300;
  private static final double SECOND = 1e9;

  /** So many charts until the JVM has loaded, and mostly compiled, what draws them. */
  private static final int WARM_UP = 3;

  private final BiConsumer<String, String> update;
  private final String place;
  private final LongSupplier clock;
  private final List<StepReport> points = new ArrayList<>();
  private RunPlan plan;
  private StepReport last;
  private long started;
  private long spent;
  private long ended;
  private int stride = 1;
  private long nextLine;
  private long nextChart;
  private String chart = "";

  private LiveView(
      Function<String, String> display, BiConsumer<String, String> update, LongSupplier clock) {
    this.update = update;
    this.clock = clock;
    place = display.apply("<progress value=\"0\" max=\"1\"></progress> waiting for the first step");
    for (int i = 0; i < WARM_UP; i++) {
      Charts.lines("warm-up", "x", "y", new double[] {0, 1}, Map.of("y", new double[] {0, 1}));
    }
  }

  /**
   * Shows an empty view, and returns what fills it.
   *
   * @param display shows HTML in the notebook and returns the place's name
   * @param update shows other HTML in the place of that name
   */
  public static LiveView of(Function<String, String> display, BiConsumer<String, String> update) {
    return of(display, update, System::nanoTime);
  }

  /** The same by another clock, which counts nanoseconds. */
  static LiveView of(
      Function<String, String> display, BiConsumer<String, String> update, LongSupplier clock) {
    return new LiveView(display, update, clock);
  }

  @Override
  public void beforeRun(RunPlan of) {
    boolean goesOn = plan != null && plan.net() == of.net() && plan.data().equals(of.data());
    if (!goesOn || last != null && last.step() >= of.firstStep()) {
      points.clear();
      stride = 1;
      chart = "";
    }
    plan = of;
    last = null;
    spent = 0;
    started = clock.getAsLong();
    ended = started;
    nextLine = started;
    nextChart = started + (long) SECOND; // before, there is next to nothing to draw
  }

  @Override
  public void afterStep(StepReport report) {
    long now = clock.getAsLong();
    keep(report);
    last = report;
    if (now >= nextLine) {
      show(now, now >= nextChart);
    }
    ended = clock.getAsLong();
    spent += ended - now;
  }

  @Override
  public void afterRun() {
    if (last != null) {
      if (points.get(points.size() - 1) != last) {
        points.add(last);
      }
      long now = clock.getAsLong();
      show(now, true);
      ended = clock.getAsLong();
      spent += ended - now;
    }
  }

  private void show(long now, boolean withChart) {
    if (withChart) {
      chart = Charts.losses(plan.data(), points).html();
      nextChart = rested(now);
    }
    long line = clock.getAsLong();
    update.accept(place, html(last, (now - started) / SECOND));
    nextLine = Math.max(now + (long) SECOND, rested(line));
  }

  private long rested(long since) {
    long now = clock.getAsLong();
    return now + (long) (REST * (now - since));
  }

  /**
   * Returns what the view has cost in its last run until now: the share of the time, from 0 to 1. A
   * run of a few seconds pays more, since its last step is drawn too.
   */
  public double cost() {
    return (double) spent / Math.max(1, ended - started);
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
    Progress progress = Progress.after(report, plan.firstStep(), plan.stepsInAll(), seconds);
    Element piece = Html.piece();
    Element line = piece.appendElement("p");
    line.appendElement("progress")
        .attr("value", String.format(Locale.ROOT, "%.3f", progress.share()))
        .attr("max", "1")
        .text(String.format(Locale.ROOT, "%.0f %%", 100 * progress.share()));
    line.appendText(" " + progress).appendElement("br");
    line.appendText(report.losses() + ", learning rate " + report.learningRate());
    return piece.html() + chart; // whose picture need not be read again
  }
}
