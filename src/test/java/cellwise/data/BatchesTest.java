package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private final Split pictures = Shapes10.open(10).train();

  @Test
  void givesArraysOfTheShapeOfTheDistortion() {
    try (Batches batches = pictures.stream(4, Distortion.training(), 1);
        Batch batch = batches.next()) {
      assertThat(batch.images().getShape()).isEqualTo(new Shape(4, 3, 24, 24));
      assertThat(batch.labels().getShape()).isEqualTo(new Shape(4));
      assertThat(batch.size()).isEqualTo(4);
    }
  }

  @Test
  void givesThePicturesThatTheLabelsSay() {
    Distortion whole = (in, random) -> in;
    try (Batches batches = pictures.inOrder(7, whole);
        Batch batch = batches.next()) {
      float[] images = batch.images().toFloatArray();
      int[] labels = batch.labels().toIntArray();
      for (int i = 0; i < 7; i++) {
        Picture picture = pictures.picture(i);
        assertThat(labels[i]).isEqualTo(picture.label());
        assertThat(Arrays.copyOfRange(images, i * 3072, (i + 1) * 3072))
            .isEqualTo(picture.pixels().values());
      }
    }
  }

  @Test
  void givesEveryPictureOnceAPassInAnotherOrderEachPass() {
    Order order = Order.shuffled(pictures, 8, 1);
    List<Set<Integer>> passes = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    for (int place = 0; place < 150; place++) {
      Order.Turn turn = order.at(place);
      assertThat(turn.pass()).isEqualTo(place / 50);
      passes.get((int) turn.pass()).add(turn.picture());
      (turn.pass() == 0 ? first : second).add(turn.picture());
    }
    assertThat(passes).allSatisfy(pass -> assertThat(pass).hasSize(50));
    assertThat(second.subList(0, 50)).isNotEqualTo(first);
  }

  @Test
  void keepsTheOrdersOfThePassBeforeAndTheNextAlone() {
    Order.Shuffled order = (Order.Shuffled) Order.shuffled(pictures, 50, 1);
    for (int pass : new int[] {0, 1, 2, 3, 9, 8}) {
      order.at(pass * 50L);
    }
    assertThat(order.orders()).containsOnlyKeys(8L, 9L);
    order.at(7 * 50L);
    assertThat(order.orders()).containsOnlyKeys(7L, 8L);
    assertThat(order.places()).isGreaterThan(1L << 50);
  }

  @Test
  void givesTheSameOnAnyNumberOfThreads() {
    assertThat(firstBatches(1, 1, 30)).isDeepEqualTo(firstBatches(1, 3, 30));
  }

  @Test
  void givesOtherPicturesForAnotherSeed() {
    assertThat(firstBatches(1, 1, 1)[0]).isNotEqualTo(firstBatches(2, 1, 1)[0]);
  }

  @Test
  void distortsAPictureAnewEachPass() {
    Distortion whole = Distortion.randomBrightness(63);
    Split one = new Split("one", "picture", pictures.classes(), List.of(records(1)));
    try (Batches batches = one.stream(1, whole, 1)) {
      assertThat(images(batches)).isNotEqualTo(images(batches));
    }
  }

  @Test
  void goesOnFromASavedPosition() {
    try (Batches batches = pictures.stream(8, Distortion.training(), 5);
        Batches resumed = pictures.stream(8, Distortion.training(), 5)) {
      for (int i = 0; i < 9; i++) {
        batches.next().close();
      }
      resumed.next().close();
      resumed.moveTo(batches.position());
      assertThat(batches.position()).isEqualTo(9);
      assertThat(images(resumed)).isEqualTo(images(batches));
      resumed.moveTo(9);
      assertThat(resumed.position()).isEqualTo(9);
    }
  }

  @Test
  void endsAfterTheLastPictureWithASmallerBatch() {
    List<Integer> sizes = new ArrayList<>();
    try (Batches batches = pictures.inOrder(20, Distortion.evaluation())) {
      while (batches.hasNext()) {
        try (Batch batch = batches.next()) {
          sizes.add(batch.size());
        }
      }
      assertThat(sizes).containsExactly(20, 20, 10);
      assertThatThrownBy(batches::next)
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("all Shapes-10 train (50 pictures) were given, in batch 0 to 2");
    }
  }

  @Test
  void refusesABatchLargerThanTheData() {
    assertThatThrownBy(() -> pictures.stream(51, Distortion.training(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batchSize is 51, more than Shapes-10 train (50 pictures): pass a smaller batch");
  }

  @Test
  void refusesABatchOfNone() {
    assertThatThrownBy(() -> pictures.stream(0, Distortion.training(), 1))
        .hasMessage("batchSize is 0, must be positive");
    assertThatThrownBy(() -> pictures.inOrder(0, Distortion.training()))
        .hasMessage("batchSize is 0, must be positive");
  }

  @Test
  void tellsWhatADistortionThrewAndMakesTheBatchWhenAskedAgain() {
    AtomicBoolean isBroken = new AtomicBoolean(true);
    Distortion broken =
        (in, random) -> {
          if (isBroken.get()) {
            throw new IllegalArgumentException("no such crop");
          }
          return in;
        };
    try (Batches batches = pictures.stream(2, broken, 1)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(batches::next)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("batch 0 of Shapes-10 train (50 pictures) cannot be made: no such crop");
      }
      isBroken.set(false);
      batches.next().close();
      assertThat(batches.position()).isEqualTo(1);
    }
  }

  @Test
  void refusesADistortionThatGivesSeveralSizes() {
    Distortion odd =
        (in, random) -> Distortion.centralCrop(8 + random.nextInt(9)).apply(in, random);
    try (Batches batches = pictures.stream(50, odd, 1)) {
      assertThatThrownBy(batches::next)
          .hasMessageMatching(
              ".*pictures of \\(3, \\d+, \\d+\\) and of \\(3, \\d+, \\d+\\): all in a batch.*");
    }
  }

  @Test
  void refusesABatchThatIsNotThere() {
    try (Batches batches = pictures.inOrder(20, Distortion.evaluation())) {
      batches.moveTo(3);
      assertThat(batches.hasNext()).isFalse();
      assertThatThrownBy(() -> batches.moveTo(4)).hasMessage("batch is 4, must be 0 to 3");
      assertThatThrownBy(() -> batches.moveTo(-1)).hasMessage("batch is -1, must be 0 to 3");
      assertThatThrownBy(() -> batches.filledBy(0)).hasMessage("threads is 0, must be positive");
    }
  }

  @Test
  void tellsThatItIsClosed() {
    Batches batches = pictures.stream(2, Distortion.training(), 1);
    batches.next();
    batches.close();
    assertThatThrownBy(batches::next).hasMessageContaining("are closed: open a new stream");
    assertThatThrownBy(() -> batches.filledBy(2)).hasMessageContaining("are closed: open a new");
  }

  /** By the engine's own count, and by the arrays themselves, which say when they are closed. */
  @Test
  void leavesNoArrayBehind() {
    List<NDArray> given = new ArrayList<>();
    Batches batches = pictures.stream(8, Distortion.training(), 1);
    Batch open = batches.next();
    NDManager all = open.manager().getParentManager();
    for (int i = 0; i < 20; i++) {
      try (Batch batch = batches.next()) {
        given.addAll(List.of(batch.images(), batch.labels(), batch.images().mul(2)));
        assertThat(all.getManagedArrays()).hasSize(2 + 3);
      }
      assertThat(all.getManagedArrays()).hasSize(2);
    }
    given.forEach(BatchesTest::assertClosed);
    assertThat(open.labels().toIntArray()).hasSize(8);
    batches.close();
    assertClosed(open.images());
    assertClosed(open.labels());
  }

  private static void assertClosed(NDArray array) {
    assertThatThrownBy(array::toByteBuffer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("released already");
  }

  private float[][] firstBatches(long seed, int threads, int count) {
    float[][] all = new float[count][];
    try (Batches batches = pictures.stream(8, Distortion.training(), seed).filledBy(threads)) {
      for (int i = 0; i < count; i++) {
        all[i] = images(batches);
      }
    }
    return all;
  }

  private static float[] images(Batches batches) {
    try (Batch batch = batches.next()) {
      return batch.images().toFloatArray();
    }
  }

  private static Records records(int count) {
    try {
      return CifarRecords.of("memory", ByteBuffer.wrap(CifarFolder.records(count)), Cifar10.LABELS);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** By the CRC that the JDK gives for the same numbers taken from the arrays. */
  @Test
  void haveAFingerprintOfTheirFirstBatch() {
    Split train = Shapes10.open(10).train();
    try (Batches batches = train.stream(4, Distortion.training(), 1);
        Batches same = train.stream(4, Distortion.training(), 1);
        Batches otherSeed = train.stream(4, Distortion.training(), 2);
        Batches otherDistortion = train.stream(4, Distortion.evaluation(), 1)) {
      String fingerprint = batches.fingerprint();
      assertThat(same.fingerprint()).isEqualTo(fingerprint);
      assertThat(otherSeed.fingerprint()).isNotEqualTo(fingerprint);
      assertThat(otherDistortion.fingerprint()).isNotEqualTo(fingerprint);
      assertThat(batches.position()).isZero();
      try (Batch first = batches.next()) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * (4 * 3 * 24 * 24 + 4));
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        for (float value : first.images().toFloatArray()) {
          bytes.putFloat(value);
        }
        for (int label : first.labels().toIntArray()) {
          bytes.putInt(label);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.flip());
        assertThat(fingerprint).isEqualTo("%08x".formatted(crc.getValue()));
      }
    }
  }

  @Test
  void comeFromPicturesWithAFingerprint() {
    CRC32C crc = new CRC32C();
    Split test = Shapes10.open(10).test();
    for (Picture picture : test.first(test.size())) {
      crc.update(picture.label());
      crc.update(picture.planes());
    }
    assertThat(test.fingerprint()).isEqualTo("%08x".formatted(crc.getValue()));
    assertThat(Shapes10.open(10).train().fingerprint()).isNotEqualTo(test.fingerprint());
  }

  /** The only other device that there is without a GPU: MXNet's name for memory that GPUs reach. */
  @Test
  @Tag("mxnet")
  void areMadeWhereTheNetworkIs() {
    Device other = Device.of("cpu_pinned", 0);
    try (Batches batches = pictures.stream(4, Distortion.training(), 1).on(other);
        Batch first = batches.next();
        Network net = CifarNet.build(1, 3, 10, Device.cpu())) {
      assertThat(first.images().getDevice()).isEqualTo(other);
      assertThat(first.labels().getDevice()).isEqualTo(other);
      assertThatThrownBy(() -> net.logits(first.images(), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "images are on cpu_pinned(0), must be on cpu() as the network: make them there by stream(...).on(net.device()), or take them there by toDevice");
      batches.on(net.device()).moveTo(0);
      try (Batch again = batches.next()) {
        assertThat(again.images().getDevice()).isEqualTo(Device.cpu());
        assertThat(again.images().toFloatArray()).isEqualTo(first.images().toFloatArray());
        assertThat(net.logits(again.images(), false).getShape()).isEqualTo(new Shape(4, 10));
      }
    }
  }

  @Test
  void refuseADeviceThatThereIsNot() {
    try (Batches batches = pictures.stream(4, Distortion.training(), 1)) {
      assertThatThrownBy(() -> batches.on(Device.gpu(99)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("device is gpu(99), must be cpu");
      batches.next().close();
    }
  }
}
