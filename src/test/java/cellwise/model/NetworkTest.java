package cellwise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  private static Network build(String name, long seed) {
    LongFunction<Network> builder = name.equals("cifar") ? CifarNet::build : VggNet::build;
    return builder.apply(seed);
  }

  private static NDArray logits(Network net) {
    NDArray images = net.manager().arange(2 * 3 * 24 * 24f).sin().reshape(2, 3, 24, 24);
    return net.logits(images, false);
  }

  /** Also after its variables and statistics are no longer those that its seed drew. */
  @ParameterizedTest
  @ValueSource(strings = {"cifar", "vgg"})
  void givesItsLogitsAsACopyToo(String name) {
    try (Network net = build(name, 1)) {
      net.arrays().values().forEach(array -> array.addi(array.zerosLike().add(0.01f)));
      try (Network copy = net.copyTo(Device.cpu())) {
        assertThat(copy.layers()).isEqualTo(net.layers());
        assertThat(copy.arrays().keySet()).isEqualTo(net.arrays().keySet());
        assertThat(logits(copy)).isEqualTo(logits(net));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar", "vgg"})
  void isLeftAloneByWhoeverTrainsACopyOrClosesIt(String name) {
    try (Network net = build(name, 1)) {
      float[] before = logits(net).toFloatArray();
      try (Network copy = net.copyTo(Device.cpu())) {
        copy.arrays().values().forEach(array -> array.addi(1));
        assertThat(logits(net).toFloatArray()).isEqualTo(before);
        assertThat(logits(copy).toFloatArray()).isNotEqualTo(before);
      }
      assertThat(logits(net).toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void outlivesTheNetworkThatItIsACopyOf() {
    Network net = CifarNet.build(1);
    float[] before = logits(net).toFloatArray();
    try (Network copy = net.copyTo(Device.cpu())) {
      net.close();
      assertThat(logits(copy).toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void refusesADeviceThatThereIsNot() {
    Device none = Device.gpu(99);
    assertThatThrownBy(() -> CifarNet.build(1, 3, 10, none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device is gpu(99), must be cpu");
    try (Network net = CifarNet.build(1, 3, 10, Device.cpu())) {
      assertThat(net.device()).isEqualTo(Device.cpu());
      assertThatThrownBy(() -> net.copyTo(none)).hasMessageStartingWith("device is gpu(99), must");
    }
  }

  @Test
  void knowsByWhatItWasBuilt() {
    try (Network cifar = build("cifar", 1);
        Network copy = cifar.copyTo(Device.cpu());
        Network vgg = build("vgg", 1)) {
      assertThat(NetworkBuilder.KNOWN.keySet()).contains(cifar.name(), vgg.name());
      assertThat(copy.name()).isEqualTo("CifarNet");
      assertThat(vgg.name()).isEqualTo("VggNet");
    }
  }

  @Test
  void refusesLayersOfAnotherNetwork() {
    Map<String, Block> same = Map.of("linear", Linear.builder().setUnits(2).build());
    try (Network net = Architecture.of(new Shape(3), () -> same).on(Device.cpu())) {
      assertThat(net.name()).isEqualTo("built in code");
      assertThatThrownBy(() -> net.copyTo(Device.cpu()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "layer linear is another network's already, must be new: make it inside of the function");
    }
  }

  /** The thread has asked, and waits for the lock of one that closes meanwhile. */
  @Test
  @Timeout(60)
  void saysThatItWasClosedWhileSomebodyWaited() throws InterruptedException {
    Network net = CifarNet.build(1);
    try (NDManager elsewhere = NDManager.newBaseManager()) {
      NDArray images = elsewhere.ones(new Shape(1, 3, 24, 24));
      AtomicReference<Throwable> failure = new AtomicReference<>();
      CountDownLatch asks = new CountDownLatch(1);
      Thread waiting =
          new Thread(
              () -> {
                asks.countDown();
                try {
                  net.logits(images, false);
                } catch (RuntimeException e) {
                  failure.set(e);
                }
              });
      net.alone(
          () -> {
            waiting.start();
            awaitTheLock(waiting, asks);
            net.close();
          });
      waiting.join();
      assertThat(failure.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the network is closed: run the cell that builds it again");
    }
  }

  private static void awaitTheLock(Thread thread, CountDownLatch asks) {
    try {
      asks.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    while (thread.getState() != Thread.State.WAITING) {
      Thread.yield();
    }
  }
}
