package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import cellwise.LiveArrays;
import cellwise.Tutorial;
import cellwise.checkpoint.Checkpoints;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.summary.Summary;
import cellwise.train.Hook;
import cellwise.train.Step;
import cellwise.train.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TowersTest {
  @TempDir Path folder;

  @Test
  void areThePlainStepBitForBitWhereThereIsOne() {
    try (Tutorial plain = new Tutorial(8, 1);
        Tutorial tower = new Tutorial(8, 1)) {
      plain.session.run(3);
      tower.session.with(Towers.of(1, tower.net)).run(3);
      assertSame(tower, plain);
    }
  }

  /** As on several GPUs, each with a replica: here all are on the one device that there is. */
  @Test
  void computeTheSameWithReplicas() {
    try (Tutorial shared = new Tutorial(8, 1);
        Tutorial apart = new Tutorial(8, 1);
        Network first = apart.net.copyTo(Device.cpu());
        Network second = apart.net.copyTo(Device.cpu())) {
      shared.session.with(Towers.of(4, shared.net)).run(3);
      List<Network> replicas = List.of(apart.net, first, second, first);
      apart.session.with(new Towers(apart.net, replicas)).run(3);
      assertSame(apart, shared);
    }
  }

  private static void assertSame(Tutorial one, Tutorial other) {
    assertThat(Numbers.of(one.net.arrays()))
        .usingRecursiveComparison()
        .isEqualTo(Numbers.of(other.net.arrays()));
    assertThat(Numbers.of(one.averages.values()))
        .usingRecursiveComparison()
        .isEqualTo(Numbers.of(other.averages.values()));
  }

  @Test
  void reportTheMeanOfLossesThatHaveTheirTowersName() {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      Towers towers = Towers.of(2, tutorial.net);
      assertThat(towers.losses()).isEmpty();
      StepReport report = tutorial.session.with(towers).run(1).last();
      assertThat(report.examples()).isEqualTo(8);
      assertThat(towers.losses())
          .containsOnlyKeys(
              "tower_0/cross_entropy",
              "tower_0/local3/weight_loss",
              "tower_0/local4/weight_loss",
              "tower_0/total_loss",
              "tower_1/cross_entropy",
              "tower_1/local3/weight_loss",
              "tower_1/local4/weight_loss",
              "tower_1/total_loss");
      report
          .losses()
          .all()
          .forEach(
              (name, mean) -> {
                float first = towers.losses().get("tower_0/" + name);
                float second = towers.losses().get("tower_1/" + name);
                assertThat((first + second) / 2).as(name).isCloseTo(mean, within(1e-5f));
              });
      assertThat(towers.losses().get("tower_0/cross_entropy"))
          .isNotEqualTo(towers.losses().get("tower_1/cross_entropy"));
    }
  }

  @Test
  void recordUnderTheNamesOfOneDeviceAndUnderTheirOwnIfAsked() {
    try (Tutorial plain = new Tutorial(8, 1);
        Tutorial tutorial = new Tutorial(8, 1)) {
      List<String> ofOne = new ArrayList<>();
      plain.session.run(1, Hook.summaries(1, (step, all) -> ofOne.addAll(tags(all))));
      List<String> ofTowers = new ArrayList<>();
      List<String> asked = new ArrayList<>();
      Towers towers = Towers.of(2, tutorial.net);
      tutorial
          .session
          .with(towers)
          .run(
              1,
              Hook.summaries(1, (step, all) -> ofTowers.addAll(tags(all))),
              towers.scalars(1, (step, all) -> asked.addAll(tags(all))));
      assertThat(ofTowers).isEqualTo(ofOne).contains("conv1/weights/gradients", "images/image/0");
      assertThat(asked).hasSize(8).contains("tower_1/cross_entropy (raw)");
    }
  }

  private static List<String> tags(List<? extends Summary> summaries) {
    return summaries.stream().map(Summary::tag).toList();
  }

  @Test
  void goOnFromACheckpointWithAnotherNumberOfThem() throws IOException {
    Map<String, float[]> unbroken;
    try (Tutorial whole = new Tutorial(8, 1)) {
      whole.session.with(Towers.of(4, whole.net)).run(2);
      whole.session.run(2);
      unbroken = Numbers.of(whole.net.arrays());
    }
    try (Tutorial before = new Tutorial(8, 1)) {
      before.session.with(Towers.of(4, before.net)).keptIn(Checkpoints.in(folder)).run(2);
    }
    try (Tutorial after = new Tutorial(8, 1)) {
      assertThat(after.session.keptIn(Checkpoints.in(folder)).globalStep()).isEqualTo(2);
      after.session.run(2);
      assertThat(Numbers.of(after.net.arrays())).usingRecursiveComparison().isEqualTo(unbroken);
    }
  }

  @Test
  void refuseABatchThatTheyCannotShareBeforeItIsDrawn() {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      assertThatThrownBy(() -> tutorial.session.with(Towers.of(3, tutorial.net)).run(1))
          .hasMessage(
              "a batch has 8 pictures, must have as many for each of 3 towers: pass another batchSize to stream");
      assertThat(tutorial.train.position()).isZero();
      assertThat(tutorial.session.globalStep()).isZero();
    }
  }

  @Test
  void refuseAnotherNetworkThanTheirs() {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Network earlier = CifarNet.build(1)) {
      Step ofEarlier = Towers.of(2, earlier);
      assertThatThrownBy(() -> tutorial.session.with(ofEarlier).run(1))
          .hasMessage(
              "the towers' network is of another network, must be of the one that it is used with: run the cell with Towers.of(..., net) again, and those below it");
      assertThat(tutorial.train.position()).isZero();
    }
  }

  @Test
  void refuseDevicesThatAreNotThere() {
    try (Network net = CifarNet.build(1)) {
      assertThatThrownBy(() -> Towers.of(0, net)).hasMessage("towers is 0, must be positive");
      assertThatThrownBy(() -> Towers.on(List.of(), net))
          .hasMessage(
              "devices are [], must begin with cpu(), where the network is: name that one first");
      assertThatThrownBy(() -> Towers.on(List.of(Device.gpu(99), Device.cpu()), net))
          .hasMessageStartingWith("devices are [gpu(99), cpu()], must begin with cpu()");
      assertThatThrownBy(() -> Towers.on(List.of(Device.cpu(), Device.gpu(99)), net))
          .hasMessageStartingWith("device is gpu(99), must be ");
      assertThat(Towers.of(4, net)).hasToString("4 towers on cpu()");
    }
    assertThatThrownBy(() -> Towers.of(2, closed()))
        .hasMessageStartingWith("the network is closed");
  }

  private static Network closed() {
    Network net = CifarNet.build(1);
    net.close();
    return net;
  }

  @Test
  void leaveNoArraysBehindWithReplicas() {
    try (Tutorial tutorial = new Tutorial(4, 1);
        Network replica = tutorial.net.copyTo(Device.cpu())) {
      Towers towers = new Towers(tutorial.net, List.of(tutorial.net, replica));
      tutorial.session.with(towers).run(1);
      long before = LiveArrays.count(tutorial.net.variable("conv1/weights"));
      tutorial.session.with(towers).run(3);
      assertThat(LiveArrays.count(tutorial.net.variable("conv1/weights"))).isEqualTo(before);
    }
  }
}
