package cellwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.LiveArrays;
import cellwise.Tutorial;
import cellwise.data.Batch;
import cellwise.loss.LossTerm;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.model.VggNet;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientsTest {
  @Test
  void computingChangesNoVariableAndApplyingDoes() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Batch batch = tutorial.train.next();
        NDArray before = tutorial.net.variable("conv2/weights").duplicate()) {
      try (Gradients gradients = Gradients.compute(tutorial.net, tutorial.loss, batch)) {
        assertThat(tutorial.net.variable("conv2/weights")).isEqualTo(before);
        assertThat(gradients.values().keySet()).isEqualTo(tutorial.net.variables().keySet());
        gradients.apply(tutorial.sgd, 0);
        assertThat(tutorial.net.variable("conv2/weights")).isNotEqualTo(before);
      }
    }
  }

  @Test
  void keepsItsNumbersWhenOthersAreComputedAndTheBatchIsClosed() {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      Batch first = tutorial.train.next();
      try (Batch second = tutorial.train.next();
          Gradients gradients = Gradients.compute(tutorial.net, tutorial.loss, first)) {
        float[] before = gradients.values().get("conv1/weights").toFloatArray();
        first.close();
        Gradients.compute(tutorial.net, tutorial.loss, second).close();
        assertThat(gradients.values().get("conv1/weights").toFloatArray()).isEqualTo(before);
        assertThat(gradients.losses().total()).isPositive();
      }
    }
  }

  /** A formula begins with a variable, whose scope is the network's. */
  @Test
  void leavesNothingOfAFormulaInTheNetworksScope() {
    TotalLoss loss =
        TotalLoss.of(
            LossTerm.of(
                "local3/l1", (net, labels, logits) -> net.variable("local3/weights").abs().sum()));
    try (Tutorial tutorial = new Tutorial(2, 1);
        Batch batch = tutorial.train.next()) {
      int before = tutorial.net.manager().getManagedArrays().size();
      try (Gradients gradients = Gradients.compute(tutorial.net, loss, batch)) {
        float[] signs = gradients.values().get("local3/weights").toFloatArray();
        float[] weights = tutorial.net.variable("local3/weights").toFloatArray();
        for (int i = 0; i < 1000; i++) {
          assertThat(signs[i]).isEqualTo(Math.signum(weights[i]));
        }
      }
      assertThat(tutorial.net.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void leavesNothingBehind() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Batch batch = tutorial.train.next()) {
      Gradients.compute(tutorial.net, tutorial.loss, batch).close();
      int ofNetwork = tutorial.net.manager().getManagedArrays().size();
      int ofBatch = batch.manager().getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        Gradients.compute(tutorial.net, tutorial.loss, batch).close();
      }
      assertThat(tutorial.net.manager().getManagedArrays()).hasSize(ofNetwork);
      assertThat(batch.manager().getManagedArrays()).hasSize(ofBatch).hasSize(2);
    }
  }

  /** Each weight's gradient is a mean over pictures; the weight losses are of no picture. */
  @Test
  void averagesThoseOfTwoHalvesToThoseOfTheWhole() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Network replica = CifarNet.build(1);
        Batch batch = tutorial.train.next();
        Gradients whole = Gradients.compute(tutorial.net, tutorial.loss, batch)) {
      List<Batch> halves = batch.split(2);
      try (Gradients first = Gradients.compute(tutorial.net, tutorial.loss, halves.get(0));
          Gradients second = Gradients.compute(replica, tutorial.loss, halves.get(1));
          Gradients mean = Gradients.average(List.of(first, second))) {
        assertThat(mean.values().keySet()).isEqualTo(whole.values().keySet());
        whole
            .values()
            .forEach(
                (name, expected) ->
                    assertThat(difference(mean.values().get(name), expected))
                        .as(name)
                        .isLessThan(1e-4));
        assertThat(mean.losses().terms().keySet()).isEqualTo(whole.losses().terms().keySet());
        assertThat(mean.losses().total()).isCloseTo(whole.losses().total(), within(1e-5f));
        assertThat(mean.losses().total())
            .isCloseTo((first.losses().total() + second.losses().total()) / 2, within(1e-5f));
        float[] before = replica.variable("conv1/weights").toFloatArray();
        mean.apply(tutorial.sgd, 0);
        assertThat(replica.variable("conv1/weights").toFloatArray()).isEqualTo(before);
        assertThat(tutorial.net.variable("conv1/weights").toFloatArray()).isNotEqualTo(before);
      }
    }
  }

  /** MXNet would take the last class for them, and PyTorch say something about an index. */
  @Test
  void refusesLabelsAndPicturesThatTheNetworkIsNotFor() {
    try (Tutorial tutorial = new Tutorial(50, 1);
        Network ofTwoClasses = CifarNet.build(1, 3, 2);
        Network ofGrey = CifarNet.build(1, 1, 10);
        Batch batch = tutorial.train.next()) {
      assertThatThrownBy(() -> Gradients.compute(ofTwoClasses, tutorial.loss, batch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "a label is [2-9], must be below 2, the classes of the network: build it for more");
      assertThatThrownBy(() -> Gradients.compute(ofGrey, tutorial.loss, batch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "pictures are (3, 24, 24), must be (1, 24, 24) as the network takes them: pass"
                  + " another distortion, or build it for these");
      Gradients.compute(tutorial.net, tutorial.loss, batch).close();
    }
  }

  @Test
  void leavesNothingBehindOfAnAverage() {
    try (Tutorial tutorial = new Tutorial(2, 1);
        Batch batch = tutorial.train.next();
        Gradients one = Gradients.compute(tutorial.net, tutorial.loss, batch)) {
      float[] before = one.values().get("conv1/biases").toFloatArray();
      Gradients.average(List.of(one, one)).close();
      long arrays = LiveArrays.count(batch.images());
      Gradients.average(List.of(one, one, one)).close();
      assertThat(LiveArrays.count(batch.images())).isEqualTo(arrays);
      assertThat(one.values().get("conv1/biases").toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void averagesOnlyWhatIsAlike() {
    TotalLoss entropy = TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"));
    try (Tutorial tutorial = new Tutorial(2, 1);
        Network vgg = VggNet.build(1);
        Batch batch = tutorial.train.next();
        Gradients one = Gradients.compute(tutorial.net, tutorial.loss, batch);
        Gradients ofFewerTerms = Gradients.compute(tutorial.net, entropy, batch);
        Gradients ofVgg = Gradients.compute(vgg, entropy, batch)) {
      assertThatThrownBy(() -> Gradients.average(List.of()))
          .hasMessage("there are no gradients, must be one or more");
      assertThatThrownBy(() -> Gradients.average(List.of(one, ofFewerTerms)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the loss's terms of gradients 1 are {cross_entropy=()}, must be {cross_entropy=(),"
                  + " local3/weight_loss=(), local4/weight_loss=()} as of gradients 0: compute them"
                  + " of networks built alike, with one loss");
      assertThatThrownBy(() -> Gradients.average(List.of(ofFewerTerms, ofFewerTerms, ofVgg)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "the variables of gradients 2 are {conv1/weights=(64, 3, 3, 3), conv2/weights=(64,"
                  + " 64,")
          .hasMessageContaining(
              "must be {conv1/biases=(64), conv1/weights=(64, 3, 5, 5), conv2/biases");
    }
  }

  @Test
  void refusesWhatIsOfAnotherNetworkAndChangesNothing() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Network other = CifarNet.build(2);
        Momentum ofOther = Momentum.of(other, step -> 1, 0.9f);
        Batch batch = tutorial.train.next();
        Gradients gradients = Gradients.compute(tutorial.net, tutorial.loss, batch);
        NDArray before = tutorial.net.variable("conv1/weights").duplicate()) {
      assertThatThrownBy(() -> gradients.apply(ofOther, 0))
          .hasMessageStartingWith("what Momentum remembers is of another network");
      assertThat(tutorial.net.variable("conv1/weights")).isEqualTo(before);
    }
  }

  @Test
  void saysThatTheyAreClosedOrTheirNetworkIs() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Batch batch = tutorial.train.next();
        Gradients open = Gradients.compute(tutorial.net, tutorial.loss, batch)) {
      Gradients closed = Gradients.compute(tutorial.net, tutorial.loss, batch);
      closed.close();
      String message = "the gradients are closed: compute them anew, of a new batch";
      assertThatThrownBy(closed::losses).hasMessage(message);
      assertThatThrownBy(closed::values).hasMessage(message);
      assertThatThrownBy(() -> closed.apply(tutorial.sgd, 0)).hasMessage(message);
      tutorial.net.close();
      assertThatThrownBy(open::values).hasMessageStartingWith("the network is closed");
    }
  }

  /** The largest difference, as a share of the largest number. */
  private static double difference(NDArray of, NDArray expected) {
    return of.sub(expected).abs().max().getFloat() / expected.abs().max().getFloat();
  }

  /** As {@link #average}, of numbers that went from process to process. */
  @Test
  void areTheMeanOfSumsThatCameBack() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Batch batch = tutorial.train.next();
        Batch other = tutorial.train.next();
        Gradients one = Gradients.compute(tutorial.net, tutorial.loss, batch);
        Gradients two = Gradients.compute(tutorial.net, tutorial.loss, other);
        Gradients average = Gradients.average(List.of(one, two))) {
      FloatBuffer first = FloatBuffer.allocate(one.size());
      FloatBuffer second = FloatBuffer.allocate(one.size());
      one.copyTo(first);
      two.copyTo(second);
      assertThat(first.hasRemaining()).isFalse();
      for (int i = 0; i < first.capacity(); i++) {
        first.put(i, first.get(i) + second.get(i));
      }
      try (Gradients mean = one.mean(first.rewind(), 2)) {
        assertThat(first.hasRemaining()).isFalse();
        assertThat(mean.losses()).isEqualTo(average.losses());
        average
            .values()
            .forEach(
                (name, gradient) ->
                    assertThat(mean.values().get(name).toFloatArray())
                        .as(name)
                        .isEqualTo(gradient.toFloatArray()));
      }
    }
  }
}
