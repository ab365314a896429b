package cellwise.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import cellwise.data.Digits;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import cellwise.engine.Devices;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.optim.LearningRate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeTest {
  private final Pictures pictures = Shapes10.open(50);

  @Test
  void changesOneIngredientAtATime() {
    Recipe fast = Recipe.fast();
    Recipe tutorial = Recipe.tutorial();
    assertThat(fast.withName("other"))
        .isEqualTo(
            new Recipe(
                "other",
                fast.network(),
                fast.loss(),
                fast.optimizer(),
                fast.distortion(),
                fast.averagesDecay()));
    assertThat(
            fast.withName("tutorial")
                .withNetwork(tutorial.network())
                .withLoss(tutorial.loss())
                .withOptimizer(tutorial.optimizer())
                .withDistortion(tutorial.distortion())
                .withAveragesDecay(tutorial.averagesDecay()))
        .isEqualTo(tutorial);
    assertThat(fast.withAveragesDecay(0.5f))
        .isEqualTo(
            new Recipe(
                "fast", fast.network(), fast.loss(), fast.optimizer(), fast.distortion(), 0.5f));
    assertThat(fast.withLoss(tutorial.loss()).loss()).isSameAs(tutorial.loss());
  }

  @Test
  void buildsTheNetworkForThePicturesThatItWillSee() {
    List<Object> asked = new ArrayList<>();
    Recipe asking =
        Recipe.tutorial()
            .withNetwork(
                (seed, channels, classes, device) -> {
                  asked.addAll(List.of(seed, channels, classes, device));
                  return CifarNet.build(seed, channels, classes, device);
                });
    asking.training(pictures, 4, 10, 7).close();
    asking.training(Digits.open(), 4, 10, 8, Device.cpu()).close();
    assertThat(asked).containsExactly(7L, 3, 10, Devices.usual(), 8L, 1, 10, Device.cpu());
  }

  @Test
  void tellsTheOptimizerWhatItIsForAndHowLongAnEpochIs() {
    List<Object> told = new ArrayList<>();
    Recipe asking =
        Recipe.tutorial()
            .withOptimizer(
                (net, batchesPerEpoch, steps) -> {
                  told.addAll(List.of(net.input(), batchesPerEpoch, steps));
                  return GradientDescent.of(step -> 0.1f);
                });
    asking.training(pictures, 4, 10, 1).close();
    double pictureCount = pictures.train().size();
    assertThat(told).containsExactly(new Shape(3, 24, 24), pictureCount / 4, 10L);
  }

  /** The tutorial's rate falls after 350 epochs. */
  @Test
  void letsTheTutorialsRateFallAfterSoManyEpochs() {
    LearningRate rate = Recipe.tutorial().optimizer().optimizer(null, 12.5, 10).rate();
    assertThat(rate.at(4374)).isEqualTo(0.1f);
    assertThat(rate.at(4375)).isCloseTo(0.01f, within(1e-8f));
  }

  @Test
  void trainsAVariant() {
    Recipe plain =
        Recipe.fast()
            .withLoss(Recipe.crossEntropy())
            .withOptimizer((net, batchesPerEpoch, steps) -> GradientDescent.of(step -> 0.01f))
            .withDistortion(Distortion.randomCrop(Distortion.CROP).then(Distortion.standardize()));
    try (Training training = plain.training(pictures, 4, 2, 1).filledBy(2)) {
      assertThat(training.session().run(2).last().losses().terms())
          .containsOnlyKeys("cross_entropy");
      assertThat(training.evaluateAveraged().size()).isEqualTo(pictures.test().size());
    }
  }

  @Test
  void leavesNoNetworkBehindThatNobodyCanClose() {
    List<Network> built = new ArrayList<>();
    Recipe wrong =
        Recipe.tutorial()
            .withAveragesDecay(2)
            .withNetwork(
                (seed, channels, classes, device) -> {
                  built.add(CifarNet.build(seed, channels, classes, device));
                  return built.get(0);
                });
    assertThatThrownBy(() -> wrong.training(pictures, 4, 2, 1))
        .hasMessageStartingWith("decay is 2.0, must be at least 0 and below 1");
    assertThat(built.get(0).manager().isOpen()).isFalse();
  }

  @Test
  void saysWhatDoesNotBelongTogether() {
    Recipe odd = Recipe.fast().withNetwork(Recipe.tutorial().network());
    assertThatThrownBy(() -> odd.training(pictures, 4, 2, 1))
        .hasMessage(
            "the L2 penalty weight_loss is on conv3, must be on a layer that the network has weights in, [conv1, conv2, local3, local4, softmax_linear]: name one of these in L2Penalty.on(...)");
  }

  @Test
  void refusesADeviceThatThereIsNot() {
    assertThatThrownBy(() -> Recipe.fast().training(pictures, 4, 2, 1, Device.gpu(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device is gpu(99), must be cpu");
  }
}
