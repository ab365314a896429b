package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import cellwise.Tutorial;
import cellwise.checkpoint.Checkpoints;
import cellwise.data.Batch;
import cellwise.model.Network;
import cellwise.optim.Gradients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepTest {
  private static final int STEPS = 3;

  /** Draws one batch, of which the network and a copy of it have a half each. */
  private static final Step IN_HALVES =
      (of, step, beforeUpdate) -> {
        try (Batch batch = of.batches().next();
            Network copy = of.net().copyTo(batch.images().getDevice())) {
          List<Batch> halves = batch.split(2);
          return apart(of, step, beforeUpdate, copy, halves.get(0), halves.get(1));
        }
      };

  /** Draws two batches, as the tutorial's towers take one each. */
  private static final Step OF_TWO_BATCHES =
      (of, step, beforeUpdate) -> {
        try (Batch first = of.batches().next();
            Batch second = of.batches().next();
            Network copy = of.net().copyTo(first.images().getDevice())) {
          return apart(of, step, beforeUpdate, copy, first, second);
        }
      };

  private static Step.Made apart(
      Ingredients of,
      long step,
      BiConsumer<Batch, Gradients> beforeUpdate,
      Network copy,
      Batch first,
      Batch second) {
    try (Gradients ofNet = Gradients.compute(of.net(), of.loss(), first);
        Gradients ofCopy = Gradients.compute(copy, of.loss(), second);
        Gradients mean = Gradients.average(List.of(ofNet, ofCopy))) {
      beforeUpdate.accept(first, mean);
      mean.apply(of.optimizer(), step);
      return new Step.Made(mean.losses(), first.size() + second.size());
    }
  }

  @TempDir Path folder;

  /** What a notebook writes in a cell, line by line, is what a session does. */
  @Test
  void isPlainlyTheLinesOfANotebook() {
    try (Tutorial byHand = new Tutorial(8, 1);
        Tutorial bySession = new Tutorial(8, 1)) {
      for (int step = 0; step < STEPS; step++) {
        try (Batch batch = byHand.train.next();
            Gradients gradients = Gradients.compute(byHand.net, byHand.loss, batch)) {
          gradients.apply(byHand.sgd, step);
        }
        byHand.averages.update(step + 1);
      }
      bySession.session.run(STEPS);
      assertThat(values(bySession.net.arrays())).isDeepEqualTo(values(byHand.net.arrays()));
      assertThat(values(bySession.averages.values()))
          .isDeepEqualTo(values(byHand.averages.values()));
    }
  }

  /** The network has no batch normalization, which would go by the halves. */
  @Test
  void trainsByTwoHalvesWhatItTrainsByTheWhole() {
    try (Tutorial whole = new Tutorial(8, 1);
        Tutorial halves = new Tutorial(8, 1)) {
      List<StepReport> reports = new ArrayList<>();
      whole.session.run(STEPS, reports::add);
      List<StepReport> ofHalves = new ArrayList<>();
      halves.session.with(IN_HALVES).run(STEPS, ofHalves::add);
      for (int i = 0; i < STEPS; i++) {
        assertThat(ofHalves.get(i).losses().total())
            .isCloseTo(reports.get(i).losses().total(), within(1e-4f));
        assertThat(ofHalves.get(i).examples()).isEqualTo(8);
      }
      whole
          .net
          .variables()
          .forEach(
              (name, variable) -> {
                NDArray difference = variable.sub(halves.net.variable(name)).abs().max();
                assertThat(difference.getFloat() / variable.abs().max().getFloat())
                    .as(name)
                    .isLessThan(1e-4f);
              });
    }
  }

  @Test
  void countsAStepOfTwoBatchesOnceAndItsPicturesAll() {
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      List<Object> seen = new ArrayList<>();
      Hook look =
          new Hook() {
            @Override
            public void beforeUpdate(long step, Batch batch, Gradients gradients) {
              seen.add(step);
              seen.add(gradients.losses().total());
            }

            @Override
            public void afterStep(StepReport report) {
              seen.add(report.losses().total());
              seen.add(report.examples());
            }
          };
      tutorial.session.with(OF_TWO_BATCHES).run(1, look);
      assertThat(seen).hasSize(4).startsWith(0L).endsWith(8);
      assertThat(seen.get(1)).isEqualTo(seen.get(2));
      assertThat(tutorial.session.globalStep()).isEqualTo(1);
      assertThat(tutorial.train.position()).isEqualTo(2);
    }
  }

  @Test
  void goesOnFromACheckpointWhicheverItIs() throws IOException {
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      tutorial.session.with(OF_TWO_BATCHES).keptIn(Checkpoints.in(folder.resolve("whole"))).run(4);
    }
    for (int run = 0; run < 2; run++) {
      try (Tutorial tutorial = new Tutorial(4, 1)) {
        tutorial
            .session
            .with(OF_TWO_BATCHES)
            .keptIn(Checkpoints.in(folder.resolve("parts")))
            .run(2);
      }
    }
    assertThat(folder.resolve("parts/step-4.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/step-4.safetensors"));
  }

  private static float[][] values(Map<String, NDArray> arrays) {
    return arrays.values().stream().map(NDArray::toFloatArray).toArray(float[][]::new);
  }
}
