package cellwise.model;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.ConstantInitializer;
import cellwise.data.Distortion;
import cellwise.data.Seeds;
import cellwise.engine.Devices;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Builds the network of TensorFlow's CIFAR-10 tutorial: 24 × 24 pictures in, ten logits out,
 * 1,068,298 trained numbers.
 *
 * <p>Source: {@code inference()} in the tutorial's {@code cifar10.py}. Two differences that change
 * no result: channels come before rows and columns, so local3's inputs are in another order; and
 * the layers called "local" are fully connected, as they are there.
 */
public final class CifarNet {
  /** Classes of CIFAR-10, and so logits. */
  static final int CLASSES = 10;

  static final int COLOURS = 3;

  private final Random random;

  private CifarNet(Random random) {
    this.random = random;
  }

  /**
   * Builds the network with fresh variables, on the device that is usual here.
   *
   * @param seed decides the first weights
   */
  public static Network build(long seed) {
    return build(seed, COLOURS, CLASSES);
  }

  /**
   * Builds the same network for other pictures; only conv1 and softmax_linear have another number
   * of weights for it.
   *
   * @param seed decides the first weights
   * @param channels 3 for colour pictures, 1 for grey ones
   * @param classes of the pictures, at least 2, and so logits
   */
  public static Network build(long seed, int channels, int classes) {
    return build(seed, channels, classes, Devices.usual());
  }

  /** Builds it on a device. */
  public static Network build(long seed, int channels, int classes, Device device) {
    requireCounts(channels, classes);
    Shape input = new Shape(channels, Distortion.CROP, Distortion.CROP);
    return new Architecture(
            "CifarNet", input, () -> new CifarNet(Seeds.random(seed)).layers(classes))
        .on(device);
  }

  static void requireCounts(int channels, int classes) {
    if (channels < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "channels is %d and classes %d, must be at least 1 and 2: pass what the pictures have, such as 3 and 10"
              .formatted(channels, classes));
    }
  }

  private Map<String, Block> layers(int classes) {
    Map<String, Block> layers = new LinkedHashMap<>();
    layers.put("conv1", convolution(64, 5e-2f, 0));
    layers.put("pool1", maxPool());
    layers.put("norm1", norm());
    layers.put("conv2", convolution(64, 5e-2f, 0.1f));
    layers.put("norm2", norm());
    layers.put("pool2", maxPool());
    layers.put("local3", new SequentialBlock().add(Blocks.batchFlattenBlock()).add(local(384)));
    layers.put("local4", local(192));
    layers.put("softmax_linear", linear(classes, 1 / 192f, 0));
    return layers;
  }

  /** 5 × 5, stride 1, same size, then ReLU. */
  private Block convolution(int filters, float stddev, float bias) {
    Block convolution =
        Conv2d.builder()
            .setKernelShape(new Shape(5, 5))
            .optPadding(new Shape(2, 2))
            .setFilters(filters)
            .build();
    return new SequentialBlock().add(initialized(convolution, stddev, bias)).add(Activation::relu);
  }

  /**
   * 3 × 3, stride 2. TensorFlow's SAME pads one row below and one column to the right here; no
   * padding with the last windows cut short gives the same.
   */
  private static Block maxPool() {
    return Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), true);
  }

  private static Block norm() {
    return new LocalResponseNorm(4, 1, 0.001f / 9, 0.75f);
  }

  private Block local(int units) {
    return new SequentialBlock().add(linear(units, 0.04f, 0.1f)).add(Activation::relu);
  }

  private Block linear(int units, float stddev, float bias) {
    return initialized(Linear.builder().setUnits(units).build(), stddev, bias);
  }

  private Block initialized(Block block, float stddev, float bias) {
    block.setInitializer(new TruncatedNormal(stddev, random), Parameter.Type.WEIGHT);
    block.setInitializer(new ConstantInitializer(bias), Parameter.Type.BIAS);
    return block;
  }
}
