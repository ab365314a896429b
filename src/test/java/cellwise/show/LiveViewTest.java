package cellwise.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Tutorial;
import cellwise.loss.Losses;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.train.Hook;
import cellwise.train.RunPlan;
import cellwise.train.StepReport;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private static final long SECOND = 1_000_000_000;
  private final List<String> places = new ArrayList<>();
  private final List<String> pages = new ArrayList<>();

  /** Goes on when a test says so, and by a number at each look. */
  private final AtomicLong now = new AtomicLong();

  @Test
  void fillsOnePlaceAndEndsWithTheLastStep() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.run(30, view(0));
      assertThat(places).containsOnly("the place");
      assertThat(pages.get(0)).contains("<progress value=\"0\"");
      assertThat(lastPage())
          .contains("step 30 of 30, 0:00:00 left, ", "cross_entropy = ", "learning rate 0.1<")
          .contains("alt=\"Loss on Shapes-10 train: total_loss (raw), total_loss, ");
    }
  }

  /** A reader runs the cell a second time. */
  @Test
  void countsTheStepsOfTheRunThatItIsIn() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.run(2, view(0));
      tutorial.session.run(2, view(0));
      assertThat(lastPage()).contains("step 4 of 4, ", "100 %", "<img");
      LiveView once = view(0);
      tutorial.session.run(2, once);
      tutorial.session.run(2, once);
      assertThat(lastPage()).contains("step 8 of 8, ", "100 %", "<img");
    }
  }

  @Test
  void drawsTheLastStepAlsoOfARunThatWasStoppedOrFailed() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.run(Long.MAX_VALUE, view(0), Hook.stopAtStep(3));
      assertThat(lastPage()).contains("step 3 of 9,223,372,036,854,775,807, ", "<img");
      Hook failing =
          report -> {
            throw new IllegalStateException("no room");
          };
      assertThatThrownBy(() -> tutorial.session.run(5, view(0), failing)).hasMessage("no room");
      assertThat(lastPage()).contains("step 4 of 8, ", "50 %", "<img");
    }
  }

  /** 3,000 steps within half a second: one line and no chart before the last. */
  @Test
  void floodsNoNotebook() {
    LiveView view = view(0);
    run(view, 3_000, SECOND / 6_000);
    assertThat(pages).hasSize(3);
    assertThat(pages.get(1)).contains("step 1 of 3,000").doesNotContain("<img");
    assertThat(lastPage()).contains("step 3,000 of 3,000", "<img");
  }

  /**
   * Steps of 0.2 s, and 0.1 s between two looks at the clock: so the view takes 0.1 s to draw and
   * rests for 30, and the 900 steps with two looks each last 360.
   */
  @Test
  void movesOftenAndTakesLittleOfTheTime() {
    LiveView view = view(SECOND / 10);
    run(view, 900, SECOND / 5);
    Set<String> charts = new TreeSet<>();
    pages.stream().filter(page -> page.contains("<img")).forEach(page -> charts.add(image(page)));
    assertThat(places).hasSizeBetween(12, 14);
    assertThat(charts).hasSizeBetween(12, 13);
  }

  @Test
  void saysWhatShareOfTheTimeItTook() {
    LiveView view = view(SECOND / 100);
    run(view, 100, SECOND);
    assertThat(view.cost()).isBetween(0.01, 0.03);
  }

  @Test
  void belongsToTheRunsThatItIsGivenTo() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.run(2, view(0));
      int before = pages.size();
      tutorial.session.run(2);
      assertThat(pages).hasSize(before);
    }
  }

  @Test
  void showsNamesAsTextAndNotAsHtml() {
    LiveView view = view(0);
    try (Network net = CifarNet.build(1)) {
      view.beforeRun(new RunPlan(net, "<i>own</i>", 0, 1));
      view.afterStep(report(0, "<script>alert(1)</script>"));
      view.afterRun();
    }
    assertThat(lastPage())
        .doesNotContain("<script", "<i>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; = 4.0000", "Loss on &lt;i>own");
  }

  private void run(LiveView view, int steps, long nanoseconds) {
    try (Network net = CifarNet.build(1)) {
      view.beforeRun(new RunPlan(net, "Shapes-10 train", 0, steps));
      for (int i = 0; i < steps; i++) {
        now.addAndGet(nanoseconds);
        view.afterStep(report(i, "cross_entropy"));
      }
      view.afterRun();
    }
  }

  private static StepReport report(long step, String term) {
    float loss = 4 / (1 + step / 100f);
    Losses losses = new Losses(Map.of(term, loss), loss);
    LocalDateTime noon = LocalDateTime.of(2026, 11, 23, 12, 0);
    return new StepReport(noon, step, losses, losses.all(), 0.1f, 128, 0.2);
  }

  private String lastPage() {
    return pages.get(pages.size() - 1);
  }

  private static String image(String page) {
    return page.substring(page.indexOf("<img"));
  }

  /** A view by the clock of this test, which goes on by so much at each look. */
  private LiveView view(long nanoseconds) {
    return LiveView.of(
        html -> {
          pages.add(html);
          return "the place";
        },
        (place, html) -> {
          places.add(place);
          pages.add(html);
        },
        () -> now.addAndGet(nanoseconds));
  }
}
