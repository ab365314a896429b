package cellwise.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import cellwise.Tutorial;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Pixels;
import cellwise.data.Shapes10;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private final Evaluation byHand =
      new Evaluation("by hand", List.of("cat", "dog"), new int[][] {{3, 1}, {2, 4}});

  @Test
  void countsHits() {
    assertThat(byHand.size()).isEqualTo(10);
    assertThat(byHand.precisionAt1()).isCloseTo(0.7, within(1e-12));
    assertThat(byHand.recall(0)).isEqualTo(0.75);
    assertThat(byHand).hasToString("precision @ 1 = 0.700 (by hand, 10 pictures)");
  }

  /** 50 test pictures, one logit by one compared with MXNet's own argmax. */
  @Test
  void countsEveryPictureOnceUnderItsHighestLogit() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Batches whole = tutorial.pictures.test().inOrder(50, Distortion.evaluation());
        Batch batch = whole.next()) {
      int[][] expected = new int[10][10];
      NDArray logits = tutorial.net.logits(batch.images(), false);
      long[] predicted = logits.argMax(1).toLongArray();
      int[] actual = batch.labels().toIntArray();
      for (int i = 0; i < 50; i++) {
        expected[actual[i]][(int) predicted[i]]++;
      }
      Evaluation evaluation = Evaluation.of(tutorial.net, tutorial.pictures.test());
      assertThat(evaluation.confusion()).isDeepEqualTo(expected);
      assertThat(evaluation.size()).isEqualTo(50);
      assertThat(evaluation.data()).isEqualTo("Shapes-10 test");
    }
  }

  /** Probabilities compared with MXNet's softmax; a picture of one's own with one of the split. */
  @Test
  void predictsWithTheSoftmaxOfTheLogits() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Batches whole = tutorial.pictures.test().inOrder(50, Distortion.evaluation());
        Batch batch = whole.next()) {
      float[] expected = tutorial.net.logits(batch.images(), false).softmax(1).toFloatArray();
      List<Prediction> predictions = Prediction.of(tutorial.net, tutorial.pictures.test());
      assertThat(predictions).hasSize(50);
      for (int i = 0; i < 500; i++) {
        assertThat(predictions.get(i / 10).probability(i % 10))
            .isCloseTo(expected[i], within(1e-6f));
      }
      Prediction own = Prediction.of(tutorial.net, tutorial.pictures.test().picture(7).pixels());
      for (int label = 0; label < 10; label++) {
        assertThat(own.logits()[label])
            .isCloseTo(predictions.get(7).logits()[label], within(1e-5f));
      }
    }
  }

  @Test
  void takesTheFirstOfTheHighestLogitsAndRefusesNaN() {
    assertThat(new Prediction(new float[] {1, 90, 90}).label()).isEqualTo(1);
    assertThat(new Prediction(new float[] {1, 90, 90}).probability(2)).isEqualTo(0.5f);
    assertThatThrownBy(() -> new Prediction(new float[] {1, Float.NaN}))
        .hasMessage("a logit is NaN, so the network has diverged: build it anew and train it");
  }

  @Test
  void refusesAGreyPictureForANetworkThatTakesColours() {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      Pixels grey = new Pixels(28, 28, new float[28 * 28]);
      assertThatThrownBy(() -> Prediction.of(tutorial.net, grey))
          .hasMessage(
              "the picture has 1 channels of 28 × 28, the network takes (3, 24, 24): build it for"
                  + " such pictures");
    }
  }

  @Test
  void refusesPredictionsOfOtherPictures() {
    assertThatThrownBy(() -> Evaluation.of(Shapes10.open(20).test(), List.of()))
        .hasMessage(
            "there are 0 predictions for Shapes-10 test (20 pictures): make them of the same"
                + " split");
  }

  @Test
  void refusesANetworkForOtherClasses() {
    try (Network net = CifarNet.build(1, 3, 5)) {
      assertThatThrownBy(() -> Evaluation.of(net, Shapes10.open(1).test()))
          .hasMessage(
              "the network gives 5 logits, the pictures have 10 classes: build it for them");
    }
  }

  @Test
  void evaluatesWithTheAveragesAndLeavesTheVariablesBitForBit() {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      tutorial.averages.values().forEach((name, average) -> average.muli(0));
      float[] before = tutorial.net.variable("local3/weights").toFloatArray();
      Evaluation averaged =
          Evaluation.of(tutorial.net, tutorial.averages, tutorial.pictures.test());
      for (int label = 0; label < 10; label++) {
        assertThat(averaged.confusion()[label][0]).as("all logits are 0").isEqualTo(5);
      }
      assertThat(tutorial.net.variable("local3/weights").toFloatArray()).isEqualTo(before);
    }
  }
}
