package cellwise.optim;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import cellwise.Tutorial;
import cellwise.data.Batch;
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
}
