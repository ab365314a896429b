package cellwise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TotalLossTest {
  private final Network net = CifarNet.build(1);
  private final NDManager scope = NDManager.newBaseManager();
  private final NDArray logits = scope.create(new float[] {1, 2, 3, 0, 0, 0}, new Shape(2, 3));
  private final NDArray labels = scope.create(new int[] {2, 0});

  @AfterEach
  void close() {
    scope.close();
    net.close();
  }

  @Test
  void addsNamedTerms() {
    TotalLoss loss =
        TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
            .plus(L2Penalty.on("local4", 0.004f));
    Map<String, NDArray> terms = loss.terms(net, labels, logits);
    double first = -Math.log(Math.exp(3) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
    double crossEntropy = (first + Math.log(3)) / 2;
    double squares = 0;
    for (float weight : net.variable("local4/weights").toFloatArray()) {
      squares += weight * weight;
    }
    double weightLoss = 0.004 * squares / 2;
    assertThat(terms.keySet()).containsExactly("cross_entropy", "local4/weight_loss");
    assertThat((double) terms.get("cross_entropy").getFloat())
        .isCloseTo(crossEntropy, within(1e-5));
    assertThat((double) terms.get("local4/weight_loss").getFloat())
        .isCloseTo(weightLoss, within(1e-5));
    assertThat((double) TotalLoss.sum(terms.values()).getFloat())
        .isCloseTo(crossEntropy + weightLoss, within(1e-5));
  }

  @Test
  void addsTheWeightsOfSeveralLayersInOneTerm() {
    L2Penalty together = L2Penalty.on(List.of("local3", "local4"), 0.004f);
    float apart =
        L2Penalty.on("local3", 0.004f).evaluate(net, labels, logits).getFloat()
            + L2Penalty.on("local4", 0.004f).evaluate(net, labels, logits).getFloat();
    assertThat(together.name()).isEqualTo("weight_loss");
    assertThat(together).hasToString("weight_loss of local3, local4 (0.004)");
    assertThat(together.evaluate(net, labels, logits).getFloat()).isCloseTo(apart, within(1e-5f));
    assertThatThrownBy(() -> L2Penalty.on(List.of(), 1))
        .hasMessage("layers is empty, must name at least one");
  }

  @Test
  void addsGroupsOfLayersWithADecayEachUnderNamesOfTheirOwn() {
    L2Penalty convolutions = new L2Penalty("conv/weight_loss", List.of("conv1", "conv2"), 0.001f);
    TotalLoss loss =
        TotalLoss.of(L2Penalty.on(List.of("local3", "local4"), 0.004f)).plus(convolutions);
    assertThat(loss)
        .hasToString(
            "weight_loss of local3, local4 (0.004) + conv/weight_loss of conv1, conv2 (0.001)");
    double squares = 0;
    for (String layer : List.of("conv1", "conv2")) {
      for (float weight : net.variable(layer + "/weights").toFloatArray()) {
        squares += weight * weight;
      }
    }
    assertThat((double) loss.terms(net, labels, logits).get("conv/weight_loss").getFloat())
        .isCloseTo(0.001 * squares / 2, within(1e-6));
    assertThat(loss.plus(new L2Penalty("more", List.of("local3"), 0.1f)))
        .asString()
        .endsWith(" + more of local3 (0.1)");
    assertThat(new L2Penalty("conv1/weight_loss", List.of("conv1", "conv2"), 0.1f))
        .hasToString("conv1/weight_loss of conv1, conv2 (0.1)");
    assertThatThrownBy(() -> L2Penalty.on(List.of("conv1", "conv1"), 1))
        .hasMessage("layers are [conv1, conv1], must name each once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "total_loss",
        "learning_rate",
        "examples_per_second",
        "cross_entropy (raw)",
        "conv1/activations",
        "conv1/sparsity",
        "conv1/weights/gradients",
        "images/image/0",
        "tower_0/cross_entropy"
      })
  void refusesNamesUnderWhichOtherNumbersAreRecorded(String name) {
    String message =
        "term is called %s, under which something else of a step is recorded: call it otherwise"
            .formatted(name);
    TotalLoss loss = TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"));
    assertThatThrownBy(() -> loss.plus(new SoftmaxCrossEntropyLoss(name))).hasMessage(message);
    assertThatThrownBy(() -> TotalLoss.of(new SoftmaxCrossEntropyLoss(name))).hasMessage(message);
    assertThatThrownBy(() -> new L2Penalty(name, List.of("conv1"), 1)).hasMessage(message);
    assertThatThrownBy(() -> new Losses(Map.of(name, 1f), 1)).hasMessage(message);
  }

  @Test
  void refusesTheNameOfAVariable() {
    assertThatThrownBy(
            () -> TotalLoss.of(new SoftmaxCrossEntropyLoss("conv1/weights")).requireOf(net))
        .hasMessage(
            "term is called conv1/weights, as an array of the network is: call it otherwise");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a ", "a\nb", "a\u001b[2Jb", "a\u202eb", "a\u2028b"})
  void refusesNamesThatAreNoLineOfText(String name) {
    assertThatThrownBy(() -> TotalLoss.of(new SoftmaxCrossEntropyLoss(name)))
        .hasMessageMatching(
            "term is called \"[ -~]*\", must have a name on one line, without spaces around it");
  }

  @Test
  void takesNamesOfOtherLanguages() {
    assertThat(Losses.requireName("Verlust für 猫 <1>")).isEqualTo("Verlust für 猫 <1>");
  }

  /** The gradient of cross entropy is what is expected less what should be. */
  @Test
  void smoothsLabels() {
    SmoothedCrossEntropy smoothed = SmoothedCrossEntropy.of(0.3f);
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    double first = 0;
    double[] gradient = new double[6];
    for (int i = 0; i < 3; i++) {
      double p = Math.exp(i + 1) / sum;
      double should = (i == 2 ? 0.7 : 0) + 0.1;
      first -= should * Math.log(p);
      gradient[i] = (p - should) / 2;
      gradient[3 + i] = (1 / 3.0 - (i == 0 ? 0.8 : 0.1)) / 2;
    }
    logits.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = smoothed.evaluate(net, labels, logits);
      collector.backward(loss);
      assertThat((double) loss.getFloat()).isCloseTo((first + Math.log(3)) / 2, within(1e-5));
    }
    float[] found = logits.getGradient().toFloatArray();
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(gradient[i], within(1e-6));
    }
    assertThat(TotalLoss.of(smoothed)).hasToString("smoothed_cross_entropy (0.3)");
    assertThatThrownBy(() -> SmoothedCrossEntropy.of(1))
        .hasMessage("smoothing is 1.0, must be at least 0 and below 1: usually it is 0.1");
  }

  @Test
  void leavesNothingInTheNetworksScope() {
    int before = net.manager().getManagedArrays().size();
    L2Penalty.on(List.of("local3", "local4"), 0.004f).evaluate(net, labels, logits);
    assertThat(net.manager().getManagedArrays()).hasSize(before);
  }

  @Test
  void refusesTwoTermsOfOneName() {
    TotalLoss loss = TotalLoss.of(L2Penalty.on("local3", 0.004f));
    assertThatThrownBy(() -> loss.plus(L2Penalty.on("local3", 0.1f)))
        .hasMessage(
            "term local3/weight_loss is there already: give the second one a name of its own");
  }

  @Test
  void refusesANegativeWeightDecayAndALayerThatIsNotThere() {
    assertThatThrownBy(() -> L2Penalty.on("local3", -1))
        .hasMessage("weightDecay is -1.0, must be finite and not negative");
    assertThatThrownBy(() -> L2Penalty.on("local3", Float.POSITIVE_INFINITY))
        .hasMessage("weightDecay is Infinity, must be finite and not negative");
    TotalLoss ofAPool = TotalLoss.of(L2Penalty.on("pool1", 1));
    assertThatThrownBy(() -> ofAPool.requireOf(net))
        .hasMessage(
            "the L2 penalty pool1/weight_loss is on pool1, must be on a layer that the network has"
                + " weights in, [conv1, conv2, local3, local4, softmax_linear]: name one of these"
                + " in L2Penalty.on(...)");
  }

  @Test
  void measuresTheWeightsOfTheNetworkThatItMeets() {
    TotalLoss loss = TotalLoss.of(L2Penalty.on("local3", 1));
    try (Network other = CifarNet.build(2)) {
      float of = loss.terms(net, labels, logits).get("local3/weight_loss").getFloat();
      other.variable("local3/weights").set(net.variable("local3/weights").mul(3).toFloatArray());
      float ofOther = loss.terms(other, labels, logits).get("local3/weight_loss").getFloat();
      assertThat(ofOther / of).isCloseTo(9, within(1e-4f));
    }
  }

  @Test
  void takesAFormulaAsATerm() {
    LossTerm bias =
        LossTerm.of("bias", (of, y, x) -> of.variable("conv2/biases").sum().add(x.sum()));
    TotalLoss loss = TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy")).plus(bias);
    assertThat(loss).hasToString("cross_entropy + bias");
    assertThat(loss.terms(net, labels, logits).get("bias").getFloat())
        .isCloseTo(64 * 0.1f + 6, within(1e-4f));
    TotalLoss ofMany = TotalLoss.of(LossTerm.of("many", (of, y, x) -> x.square()));
    assertThatThrownBy(() -> ofMany.terms(net, labels, logits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "term many is of shape (2, 3), must be one number: let it end with .sum() or .mean()");
    assertThatThrownBy(() -> loss.plus(LossTerm.of("images/x", null)))
        .hasMessageStartingWith("term is called images/x, under which something else");
  }

  @Test
  void saysThatItsNetworkIsClosed() {
    L2Penalty penalty = L2Penalty.on("local3", 1);
    TotalLoss loss = TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"));
    net.close();
    String message = "the network is closed: run the cell that builds it again, and those below it";
    assertThatThrownBy(() -> penalty.evaluate(net, labels, logits)).hasMessage(message);
    assertThatThrownBy(() -> loss.requireOf(net)).hasMessage(message);
  }

  @Test
  void takesNoSmoothingAndNoDecay() {
    float plain =
        new SoftmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(logits)).getFloat();
    assertThat(SmoothedCrossEntropy.of(0).evaluate(net, labels, logits).getFloat())
        .isEqualTo(plain);
    assertThat(L2Penalty.on("local3", 0).evaluate(net, labels, logits).getFloat()).isZero();
  }

  @Test
  void putsTheSumAfterTheTerms() {
    Map<String, Float> terms = new LinkedHashMap<>();
    terms.put("weight_loss", 0.5f);
    terms.put("cross_entropy", 1.25f);
    Losses losses = new Losses(terms, 1.75f);
    assertThat(losses.all())
        .containsExactly(
            entry("weight_loss", 0.5f), entry("cross_entropy", 1.25f), entry("total_loss", 1.75f));
    assertThat(losses)
        .hasToString("weight_loss = 0.5000, cross_entropy = 1.2500, total_loss = 1.7500");
  }
}
