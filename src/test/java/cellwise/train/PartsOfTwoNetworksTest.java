package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cellwise.Tutorial;
import cellwise.average.MovingAverages;
import cellwise.data.Batch;
import cellwise.eval.Evaluation;
import cellwise.eval.Prediction;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.Gradients;
import cellwise.optim.Momentum;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reader runs {@code var net = CifarNet.build(1)} again, and not the cells below it. */
class PartsOfTwoNetworksTest {
  private static final String AVERAGES =
      "the moving average is of another network, must be of the one that it is used with: run the"
          + " cell with MovingAverages.of(net, ...) again, and those below it";
  private static final String VELOCITIES =
      "what Momentum remembers is of another network, must be of the one that it is used with: run"
          + " the cell with Momentum.of(net, ...) again, and those below it";

  private final Tutorial old = new Tutorial(2, 1);
  private final Network net = CifarNet.build(1);
  private final Momentum ofOld = Momentum.of(old.net, step -> 0.1f, 0.9f);

  @AfterEach
  void close() {
    net.close();
    old.close();
  }

  /** The loss names layers, and meets whichever network it is computed for. */
  @Test
  void computesALossFromBeforeForTheNetworkBuiltAnew() {
    try (Batch batch = old.train.next();
        Gradients gradients = Gradients.compute(net, old.loss, batch)) {
      float decay = gradients.losses().terms().get("local3/weight_loss");
      net.variable("local3/weights").muli(2);
      try (Gradients after = Gradients.compute(net, old.loss, batch)) {
        assertThat(after.losses().terms().get("local3/weight_loss"))
            .isCloseTo(4 * decay, within(1e-4f));
      }
      assertThat(Session.of(net, old.loss, old.sgd, old.train).run(1).steps()).isEqualTo(1);
    }
  }

  @Test
  void refusesALossThatNamesALayerWhichTheNetworkLacksBeforeAnythingIsComputed() {
    TotalLoss odd = old.loss.plus(L2Penalty.on("conv7", 1));
    String message =
        "the L2 penalty conv7/weight_loss is on conv7, must be on a layer that the network has"
            + " weights in, [conv1, conv2, local3, local4, softmax_linear]: name one of these in"
            + " L2Penalty.on(...)";
    refuses(() -> Session.of(net, odd, old.sgd, old.train), message);
    try (Batch batch = old.train.next()) {
      refuses(() -> Gradients.compute(net, odd, batch), message);
      assertThat(batch.manager().getManagedArrays()).hasSize(2);
    }
  }

  @Test
  void refusesAveragesOfAnotherNetwork() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      float[] before = old.net.variable("conv1/weights").toFloatArray();
      refuses(() -> tutorial.session.with(old.averages), AVERAGES);
      refuses(() -> Evaluation.of(tutorial.net, old.averages, tutorial.pictures.test()), AVERAGES);
      assertThat(old.net.variable("conv1/weights").toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void refusesAnOptimizerThatRemembersAnotherNetwork() {
    try (Tutorial tutorial = new Tutorial(2, 1);
        Batch batch = tutorial.train.next();
        Gradients gradients = Gradients.compute(tutorial.net, tutorial.loss, batch)) {
      float[] before = tutorial.net.variable("conv1/weights").toFloatArray();
      refuses(() -> gradients.apply(ofOld, 0), VELOCITIES);
      refuses(() -> Session.of(tutorial.net, tutorial.loss, ofOld, tutorial.train), VELOCITIES);
      assertThat(tutorial.net.variable("conv1/weights").toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void updatesAveragesOnceAStepHoweverOftenTheyAreAdded() {
    old.session.with(old.averages).with(old.averages).run(1);
    float average = old.averages.values().get("conv1/biases").toFloatArray()[0];
    float now = old.net.variable("conv1/biases").toFloatArray()[0];
    assertThat(now).isNotZero();
    assertThat(average / now).isCloseTo(9 / 11f, within(1e-5f));
  }

  @Test
  void saysThatANetworkIsClosed() {
    Batch batch = old.train.next();
    Gradients gradients = Gradients.compute(old.net, old.loss, batch);
    old.net.close();
    List<ThrowingCallable> uses =
        List.of(
            () -> old.session.run(1),
            () -> Gradients.compute(old.net, old.loss, batch),
            () -> gradients.apply(old.sgd, 0),
            () -> Session.of(old.net, old.loss, old.sgd, old.train),
            () -> Evaluation.of(old.net, old.pictures.test()),
            () -> Evaluation.of(old.net, old.averages, old.pictures.test()),
            () -> Prediction.of(old.net, old.pictures.test().picture(0).pixels()),
            () -> MovingAverages.of(old.net, 0.9f),
            () -> Momentum.of(old.net, step -> 0.1f, 0.9f),
            () -> old.loss.requireOf(old.net),
            () -> old.loss.terms(old.net, batch.labels(), batch.images()),
            () -> old.averages.update(1),
            () -> old.averages.values(),
            () -> old.net.logits(batch.images(), false),
            () -> old.net.outputs(batch.images()),
            () -> old.net.variable("conv1/weights"));
    for (ThrowingCallable use : uses) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the network is closed: run the cell that builds it again, and those below it");
    }
    assertThat(old.train.position()).isOne();
    old.net.close();
  }

  @Test
  void saysThatAPartIsClosed() {
    try (Tutorial tutorial = new Tutorial(2, 1);
        Batch batch = tutorial.train.next()) {
      Gradients gradients = Gradients.compute(tutorial.net, tutorial.loss, batch);
      gradients.close();
      assertThatThrownBy(() -> gradients.apply(tutorial.sgd, 0))
          .hasMessage("the gradients are closed: compute them anew, of a new batch");
      ofOld.close();
      assertThatThrownBy(() -> Session.of(old.net, old.loss, ofOld, old.train))
          .hasMessage(
              "Momentum is closed: run the cell with Momentum.of(net, ...) again, and those below"
                  + " it");
      old.averages.close();
      assertThatThrownBy(() -> Evaluation.of(old.net, old.averages, old.pictures.test()))
          .hasMessage(
              "the moving averages are closed: run the cell with MovingAverages.of(net, ...) again,"
                  + " and those below it");
    }
  }

  private static void refuses(ThrowingCallable use, String message) {
    assertThatThrownBy(use).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
