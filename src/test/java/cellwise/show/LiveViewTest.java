package cellwise.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Tutorial;
import cellwise.train.StepReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private final List<String> places = new ArrayList<>();
  private final List<String> pages = new ArrayList<>();

  @Test
  void fillsOnePlaceAndEndsWithTheLastStep() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.run(30, view(30));
      assertThat(places).containsOnly("the place");
      assertThat(pages.get(0)).contains("<progress value=\"0\"");
      assertThat(pages.get(pages.size() - 1))
          .contains("step 30 of 30, 0:00:00 left, ", "cross_entropy = ", "learning rate 0.1<")
          .contains("alt=\"Loss on Shapes-10 train: total_loss (raw), total_loss, ");
    }
  }

  /** 3,000 steps without a pause, so nothing but the view's own rests keeps it from drawing. */
  @Test
  void floodsNoNotebook() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      List<StepReport> reports = new ArrayList<>();
      tutorial.session.run(1, reports::add);
      LiveView view = view(1_000_000);
      long started = System.nanoTime();
      for (int i = 0; i < 3_000; i++) {
        view.afterStep(atStep(i, reports.get(0)));
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      assertThat(pages.size()).isLessThanOrEqualTo(3 + (int) seconds);
    }
  }

  /**
   * Three minutes of steps of 0.2 s. The steps take no time, but the clock says so; what the view
   * takes is real, and printed: about half a percent. The bound leaves room for a busy machine.
   */
  @Test
  void movesOftenAndTakesLittleOfTheTime() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      List<StepReport> reports = new ArrayList<>();
      tutorial.session.run(1, reports::add);
      AtomicLong computed = new AtomicLong();
      LiveView view = view(900, () -> System.nanoTime() + computed.get());
      Set<String> charts = new HashSet<>();
      for (int i = 0; i < 900; i++) {
        computed.addAndGet(200_000_000);
        view.afterStep(atStep(i, reports.get(0)));
        String page = pages.get(pages.size() - 1);
        if (page.contains("<img")) {
          charts.add(page.substring(page.indexOf("<img")));
        }
      }
      System.out.printf(
          "live view: %d lines and %d charts in 3 minutes, %.2f %% of the time%n",
          places.size(), charts.size(), 100 * view.cost());
      assertThat(view.cost()).isPositive().isLessThan(0.05);
      assertThat(places).hasSizeGreaterThan(20);
      assertThat(charts).hasSizeGreaterThan(1);
    }
  }

  @Test
  void belongsToOneRun() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.run(2, view(2));
      int before = pages.size();
      tutorial.session.run(2);
      assertThat(pages).hasSize(before);
    }
  }

  @Test
  void refusesNoSteps() {
    assertThatThrownBy(() -> view(0)).hasMessage("steps is 0, must be positive");
  }

  private static StepReport atStep(long step, StepReport like) {
    return new StepReport(
        like.time(),
        step,
        like.losses(),
        like.averagedLosses(),
        like.learningRate(),
        like.examples(),
        like.seconds());
  }

  private LiveView view(long steps) {
    return view(steps, System::nanoTime);
  }

  private LiveView view(long steps, LongSupplier clock) {
    return LiveView.of(
        "Shapes-10 train",
        steps,
        html -> {
          pages.add(html);
          return "the place";
        },
        (place, html) -> {
          places.add(place);
          pages.add(html);
        },
        clock);
  }
}
