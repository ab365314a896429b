package cellwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import cellwise.Tutorial;
import cellwise.data.Batch;
import cellwise.loss.LossTerm;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
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
}
