package cellwise.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cellwise.Tutorial;
import cellwise.data.Batch;
import cellwise.model.Network;
import cellwise.model.VggNet;
import cellwise.runs.Export;
import cellwise.runs.Journal;
import cellwise.runs.RunWriter;
import cellwise.summary.EventFile;
import cellwise.summary.Histogram;
import cellwise.summary.Image;
import cellwise.summary.Scalar;
import cellwise.summary.Summaries;
import cellwise.train.Hook;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.summary.ImageSummary;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Histograms, pictures and event files against TensorFlow's own. Not with denormal numbers, which
 * its kernels take for 0.
 */
class SummariesTest {
  @TempDir Path folder;
  private final Ops tf = Ops.create();

  @Test
  void countHistogramsAsTensorFlowBucketByBucket() throws Exception {
    Random random = new Random(1);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15));
    }
    assertSame(values);
    assertSame(new float[0]);
    assertSame(new float[100]);
    assertSame(0f, -0f, 1e-12f, -1e-12f, 1e-13f, Float.MIN_NORMAL, -Float.MIN_NORMAL);
    assertSame(1e20f, -1e20f, Float.MAX_VALUE, -Float.MAX_VALUE);
    assertSame(1);
  }

  /** Floats on both sides of each limit, where a wrong comparison would show. */
  @Test
  void countNumbersAtTheLimitsAsTensorFlow() throws Exception {
    List<Float> values = new ArrayList<>();
    for (double limit = 1e-12; limit < 1e20; limit *= 1.1) {
      for (float value : new float[] {(float) limit, (float) -limit}) {
        values.addAll(List.of(value, Math.nextUp(value), Math.nextDown(value)));
      }
    }
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    assertSame(array);
  }

  private void assertSame(float... values) throws Exception {
    HistogramProto theirs =
        summary(tf.summary.histogramSummary(tf.constant("h"), array(values)).summary())
            .getValue(0)
            .getHisto();
    Histogram ours = Histogram.of("h", values);
    assertThat(ours.buckets().stream().map(Histogram.Bucket::limit))
        .isEqualTo(theirs.getBucketLimitList());
    assertThat(ours.buckets().stream().map(bucket -> (double) bucket.count()))
        .isEqualTo(theirs.getBucketList());
    assertThat(ours.min()).isEqualTo(theirs.getMin());
    assertThat(ours.max()).isEqualTo(theirs.getMax());
    assertThat((double) ours.num()).isEqualTo(theirs.getNum());
    assertThat(ours.sum()).isEqualTo(theirs.getSum());
    assertThat(ours.sumSquares()).isEqualTo(theirs.getSumSquares());
  }

  @Test
  void refuseWhatTensorFlowRefuses() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> tf.summary.histogramSummary(tf.constant("h"), array(1, bad)))
          .hasMessageContaining("for: HistogramSummary");
      assertThatThrownBy(() -> Histogram.of("h", new float[] {1, bad}))
          .hasMessage("h has %s, must have finite numbers: the model has diverged".formatted(bad));
    }
  }

  @Test
  void makePicturesVisibleAsTensorFlow() throws Exception {
    try (Tutorial tutorial = new Tutorial(8, 1);
        Batch batch = tutorial.train.next()) {
      List<Image> ours = Image.of("images", batch.images(), 3);
      NDArray channelsLast = batch.images().transpose(0, 2, 3, 1);
      Operand<TFloat32> images =
          tf.reshape(array(channelsLast.toFloatArray()), tf.constant(new int[] {8, 24, 24, 3}));
      Summary theirs =
          summary(
              tf.summary
                  .imageSummary(tf.constant("images"), images, ImageSummary.maxImages(3L))
                  .summary());
      assertThat(ours).hasSize(theirs.getValueCount()).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertThat(ours.get(i).tag()).isEqualTo(theirs.getValue(i).getTag());
        byte[] png = theirs.getValue(i).getImage().getEncodedImageString().toByteArray();
        assertThat(pixels(ours.get(i).png())).isEqualTo(pixels(png));
      }
    }
  }

  /** One with NaN in its green, one of nothing but infinite numbers. */
  @Test
  void markPixelsThatAreNoColourAsTensorFlow() throws Exception {
    float[] channelsLast = {
      1,
      2,
      3,
      4,
      Float.NaN,
      900,
      0,
      0,
      0,
      -5,
      -1,
      2,
      Float.POSITIVE_INFINITY,
      0,
      0,
      0,
      Float.NEGATIVE_INFINITY,
      0,
      Float.NaN,
      1,
      1,
      1,
      1,
      Float.NaN
    };
    for (int channels : new int[] {3, 1}) {
      int pictures = 2 * 3 / channels;
      Operand<TFloat32> images =
          tf.reshape(array(channelsLast), tf.constant(new int[] {pictures, 2, 2, channels}));
      Summary theirs =
          summary(
              tf.summary
                  .imageSummary(tf.constant("n"), images, ImageSummary.maxImages(9L))
                  .summary());
      try (NDManager manager = NDManager.newBaseManager()) {
        NDArray array =
            manager
                .create(channelsLast, new ai.djl.ndarray.types.Shape(pictures, 2, 2, channels))
                .transpose(0, 3, 1, 2);
        List<Image> ours = Image.of("n", array, 9);
        assertThat(ours).hasSize(pictures);
        for (int i = 0; i < pictures; i++) {
          byte[] png = theirs.getValue(i).getImage().getEncodedImageString().toByteArray();
          assertThat(pixels(ours.get(i).png())).isEqualTo(pixels(png));
        }
      }
    }
  }

  @Test
  void makeGreyPicturesVisibleAsTensorFlow() throws Exception {
    float[] values = {0, 0.5f, 1, 2, -1, 0.25f, 3, -0.5f};
    try (NDManager manager = NDManager.newBaseManager()) {
      List<Image> ours =
          Image.of("g", manager.create(values, new ai.djl.ndarray.types.Shape(2, 1, 2, 2)), 2);
      Operand<TFloat32> images = tf.reshape(array(values), tf.constant(new int[] {2, 2, 2, 1}));
      Summary theirs = summary(tf.summary.imageSummary(tf.constant("g"), images).summary());
      for (int i = 0; i < 2; i++) {
        Summary.Image image = theirs.getValue(i).getImage();
        assertThat(ours.get(i).channels()).isEqualTo(image.getColorspace()).isEqualTo(1);
        assertThat(pixels(ours.get(i).png()))
            .isEqualTo(pixels(image.getEncodedImageString().toByteArray()));
      }
    }
  }

  @Test
  void countZerosAsTensorFlowsZeroFraction() {
    float[] values = {0, 1, 0, -0f, Float.MIN_NORMAL, -2, 0};
    Operand<TFloat32> isZero =
        tf.dtypes.cast(tf.math.equal(array(values), tf.constant(0f)), TFloat32.class);
    float theirs = tf.math.mean(isZero, tf.constant(0)).asTensor().getFloat();
    assertThat(Summaries.sparsity(values)).isCloseTo(theirs, within(1e-7f));
    assertThat(Summaries.sparsity(new float[0])).isNaN();
  }

  /** Where ReLU is part of a layer that has no weights, but what normalizes. */
  @Test
  void haveTheActivationsOfEveryLayerThatIsTrained() {
    try (Network net = VggNet.build(1);
        NDManager scope = net.manager().newSubManager()) {
      NDArray images = scope.randomNormal(new ai.djl.ndarray.types.Shape(2, 3, 24, 24));
      Map<String, Float> sparsity = new LinkedHashMap<>();
      for (cellwise.summary.Summary summary : Summaries.activations(net, images)) {
        if (summary instanceof Scalar scalar) {
          sparsity.put(scalar.tag(), scalar.value());
        }
      }
      assertThat(sparsity)
          .hasSize(2 * 5 + 1)
          .doesNotContainKey("pool1/sparsity")
          .containsEntry("conv1/sparsity", 0f);
      assertThat(sparsity.get("norm2/sparsity")).isBetween(0.2f, 0.8f);
    }
  }

  /** TensorFlow's reader checks every checksum, its generated classes every field. */
  @Test
  void areReadFromAFileByTensorFlow() throws Exception {
    Path file;
    try (Tutorial tutorial = new Tutorial(4, 1);
        EventFile events = EventFile.in(folder)) {
      tutorial.session.with(Hook.summaries(2, events)).run(3);
      file = events.file();
    }
    List<Event> events = read(file);
    assertThat(events).hasSize(4);
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.get(1).getSessionLog().getStatus()).isEqualTo(SessionLog.SessionStatus.START);
    assertThat(events).extracting(Event::getStep).containsExactly(0L, 0L, 0L, 2L);
    assertThat(events.get(3).getWallTime())
        .isCloseTo(System.currentTimeMillis() / 1e3, within(60.0));
    Summary summary = events.get(3).getSummary();
    List<String> tags = summary.getValueList().stream().map(Summary.Value::getTag).toList();
    assertThat(tags)
        .doesNotHaveDuplicates()
        .contains(
            "total_loss",
            "total_loss (raw)",
            "cross_entropy",
            "local3/weight_loss (raw)",
            "learning_rate",
            "examples_per_second",
            "conv1/activations",
            "softmax_linear/sparsity",
            "conv2/weights",
            "local4/biases/gradients",
            "images/image/2")
        .hasSize(8 + 2 + 5 * 2 + 10 * 2 + 3);
    Summary.Value weights = summary.getValue(tags.indexOf("local3/weights"));
    assertThat(weights.getHisto().getNum()).isEqualTo(2304.0 * 384);
    float sparsity = summary.getValue(tags.indexOf("conv1/sparsity")).getSimpleValue();
    assertThat(sparsity).isBetween(0.1f, 0.9f);
    assertThat(summary.getValue(tags.indexOf("images/image/0")).getImage().getColorspace())
        .isEqualTo(3);
  }

  /** Each field is what TensorFlow makes of the same numbers. */
  @Test
  void areInAFileAsTensorFlowMakesThem() throws Exception {
    float[] values = {-3, -0.5f, 0, 0, 0.25f, 0.25f, 2, 0.75f};
    Path file;
    try (NDManager manager = NDManager.newBaseManager();
        EventFile events = EventFile.in(folder)) {
      NDArray images = manager.create(values, new ai.djl.ndarray.types.Shape(1, 1, 2, 4));
      events.write(
          5,
          List.of(
              new Scalar("s", 1.25f), Histogram.of("h", values), Image.of("i", images, 1).get(0)));
      file = events.file();
    }
    Summary ours = read(file).get(2).getSummary();
    assertThat(ours.getValue(0))
        .isEqualTo(Summary.Value.newBuilder().setTag("s").setSimpleValue(1.25f).build());
    Summary histogram =
        summary(tf.summary.histogramSummary(tf.constant("h"), array(values)).summary());
    assertThat(ours.getValue(1)).isEqualTo(histogram.getValue(0));
    Summary image =
        summary(
            tf.summary
                .imageSummary(
                    tf.constant("i"),
                    tf.reshape(array(values), tf.constant(new int[] {1, 2, 4, 1})),
                    ImageSummary.maxImages(1L))
                .summary());
    assertThat(ours.getValue(2).getImage().getHeight()).isEqualTo(2);
    assertThat(ours.getValue(2).getImage().getWidth()).isEqualTo(4);
    assertThat(ours.getValue(2).getImage().getColorspace())
        .isEqualTo(image.getValue(0).getImage().getColorspace());
    assertThat(pixels(ours.getValue(2).getImage().getEncodedImageString().toByteArray()))
        .isEqualTo(pixels(image.getValue(0).getImage().getEncodedImageString().toByteArray()));
  }

  @Test
  void areReadByTensorFlowFromARunOfTheJournalToo() throws Exception {
    try (Journal journal = Journal.open(folder.resolve("journal.db"));
        RunWriter run = journal.start("a", Map.of())) {
      run.write(0, List.of(new Scalar("loss", 1.5f), new Scalar("rate", 0.1f)));
      run.write(10, List.of(new Scalar("loss", 0.5f)));
      run.flush();
      Path file = Export.tensorBoard(journal.history(run.run()), folder.resolve("events"));
      List<String> seen = new ArrayList<>();
      for (Event event : read(file)) {
        assertThat(event.hasSessionLog()).isFalse(); // TensorBoard would forget other files
        event
            .getSummary()
            .getValueList()
            .forEach(v -> seen.add(event.getStep() + " " + v.getTag() + " " + v.getSimpleValue()));
      }
      assertThat(seen).containsExactlyInAnyOrder("0 loss 1.5", "0 rate 0.1", "10 loss 0.5");
    }
  }

  @Test
  void areReadUpToTheLastWholeOneAfterACrash() throws Exception {
    Path file;
    try (EventFile events = EventFile.in(folder)) {
      for (int step = 7; step < 10; step++) {
        events.write(step, List.of(new Scalar("loss", step)));
      }
      file = events.file();
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3), StandardOpenOption.TRUNCATE_EXISTING);
    List<Event> events = read(file);
    assertThat(events).extracting(Event::getStep).containsExactly(0L, 7L, 7L, 8L);
    assertThat(events.get(3).getSummary().getValue(0).getSimpleValue()).isEqualTo(8);

    whole[whole.length - 10] ^= 1;
    Files.write(file, whole);
    assertThat(read(file)).hasSize(4);
  }

  private static List<Event> read(Path file) throws Exception {
    List<Event> events = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<?> queue = tf.io.fifoQueue(List.of(TString.class));
      List<Operand<?>> name = List.of(tf.constant(file.toString()));
      session.run(tf.io.queueEnqueue(queue, name));
      session.run(tf.io.queueClose(queue));
      Operand<TString> next = tf.io.readerRead(tf.io.tfRecordReader(), queue).value();
      while (true) {
        try (Result record = session.runner().fetch(next).run()) {
          events.add(Event.parseFrom(((TString) record.get(0)).asBytes().getObject()));
        } catch (IndexOutOfBoundsException | TensorFlowException e) {
          return events; // the end, or a checksum that is wrong
        }
      }
    }
  }

  private static Summary summary(Operand<TString> serialized) throws Exception {
    return Summary.parseFrom(serialized.asTensor().asBytes().getObject());
  }

  private Operand<TFloat32> array(float... values) {
    return tf.constant(Shape.of(values.length), DataBuffers.of(values, true, false));
  }

  private static int[] pixels(byte[] png) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int[] pixels = new int[image.getWidth() * image.getHeight()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image.getRGB(i % image.getWidth(), i / image.getWidth());
    }
    return pixels;
  }
}
