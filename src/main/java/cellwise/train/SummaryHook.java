package cellwise.train;

import cellwise.data.Batch;
import cellwise.loss.Tags;
import cellwise.model.Network;
import cellwise.optim.Gradients;
import cellwise.summary.Image;
import cellwise.summary.Summaries;
import cellwise.summary.Summary;
import cellwise.summary.SummaryWriter;
import java.util.ArrayList;
import java.util.List;

/** The tutorial's whole set of summaries, every n steps. */
final class SummaryHook implements Hook {
  private static final int PICTURES = 3;

  private final int n;
  private final SummaryWriter writer;
  private final StepTimer timer = new StepTimer();
  private Network net;
  private List<Summary> arrays = List.of();

  SummaryHook(int n, SummaryWriter writer) {
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + ", must be positive");
    }
    this.n = n;
    this.writer = writer;
  }

  @Override
  public void beforeRun(RunPlan plan) {
    net = plan.net();
  }

  @Override
  public void beforeUpdate(long step, Batch batch, Gradients gradients) {
    if (step % n != 0) {
      return;
    }
    arrays = new ArrayList<>(Summaries.variables(net));
    arrays.addAll(Summaries.gradients(gradients.values()));
    arrays.addAll(Summaries.activations(net, batch.images()));
    arrays.addAll(Image.of(Tags.IMAGES, batch.images(), PICTURES));
  }

  @Override
  public void afterStep(StepReport report) {
    timer.add(report);
    if (report.step() % n == 0) {
      List<Summary> all = new ArrayList<>(report.scalars(timer.secondsPerBatch()));
      all.addAll(arrays);
      arrays = List.of();
      writer.write(report.step(), all);
    }
  }
}
