package cellwise.bench;

import ai.djl.mxnet.jna.JnaUtils;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.average.MovingAverages;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Split;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.optim.Gradients;
import cellwise.train.Hook;
import cellwise.train.RunPlan;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The parts of a step, each waited for before the next begins; a real step does not wait. */
final class Parts {
  private static final int WARM_UP = 10;

  private final Map<String, double[]> times = new LinkedHashMap<>();
  private final Split split = BenchPictures.open().train();
  private final int batchSize;
  private final int steps;

  private Parts(int batchSize, int steps) {
    this.batchSize = batchSize;
    this.steps = steps;
  }

  static void print(int batchSize, int steps) {
    Parts parts = new Parts(batchSize, steps);
    parts.measure();
    System.out.printf(
        "Parts of a step of %d pictures, each waited for, %d times%n", batchSize, steps);
    parts.times.forEach(
        (name, ms) -> {
          Arrays.sort(ms);
          System.out.printf(
              Locale.ROOT,
              "%-44s %8.2f ms (%.2f to %.2f)%n",
              name,
              ms[ms.length / 2],
              ms[ms.length / 10],
              ms[ms.length * 9 / 10]);
        });
  }

  private void measure() {
    try (Batches batches = split.stream(batchSize, Distortion.training(), 1);
        Network net = CifarNet.build(1)) {
      MovingAverages averages = MovingAverages.of(net, 0.9999f);
      TotalLoss loss =
          TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
              .plus(L2Penalty.on("local3", 0.004f))
              .plus(L2Penalty.on("local4", 0.004f));
      GradientDescent optimizer = GradientDescent.of(step -> 0.1f);
      Hook summaries = Hook.summaries(1, (step, written) -> {});
      summaries.beforeRun(new RunPlan(net, split.name(), 0, steps));
      for (int i = -WARM_UP; i < steps; i++) {
        long step = WARM_UP + i;
        try (Batch batch = time("pictures, made while the last step ran", i, batches::next)) {
          time("forward and loss", i, () -> forward(net, loss, batch));
          try (Gradients gradients =
              time("forward, loss and backward", i, () -> Gradients.compute(net, loss, batch))) {
            time("update", i, () -> gradients.apply(optimizer, step));
            time("averages", i, () -> averages.update(step + 1));
            time("summaries", i, () -> summaries.beforeUpdate(step, batch, gradients));
          }
        }
      }
    }
    try (Batches batches = split.stream(batchSize, Distortion.training(), 1)) {
      times.put("pictures alone, by one thread, a batch's mean", means(batches));
    }
  }

  /** Of ten batches each: single waits tell little, since two batches are made ahead. */
  private double[] means(Batches batches) {
    double[] means = new double[steps];
    for (int i = -WARM_UP; i < steps; i++) {
      long started = System.nanoTime();
      for (int batch = 0; batch < 10; batch++) {
        batches.next().close();
      }
      means[Math.max(0, i)] = (System.nanoTime() - started) / 10e6;
    }
    return means;
  }

  private static void forward(Network net, TotalLoss loss, Batch batch) {
    try (NDManager scope = batch.manager().newSubManager()) {
      scope.tempAttachAll(batch.images(), batch.labels());
      GradientCollector tape = scope.getEngine().newGradientCollector();
      NDArray logits = net.logits(batch.images(), true);
      TotalLoss.sum(loss.terms(net, batch.labels(), logits).values());
      JnaUtils.waitAll();
      tape.close();
    }
  }

  private void time(String name, int step, Runnable part) {
    time(
        name,
        step,
        () -> {
          part.run();
          return null;
        });
  }

  private <T> T time(String name, int step, Supplier<T> part) {
    long started = System.nanoTime();
    T made = part.get();
    JnaUtils.waitAll();
    if (step >= 0) {
      times.computeIfAbsent(name, key -> new double[steps])[step] =
          (System.nanoTime() - started) / 1e6;
    }
    return made;
  }
}
