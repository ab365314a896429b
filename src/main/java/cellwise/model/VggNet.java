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
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.ConstantInitializer;
import cellwise.data.Distortion;
import cellwise.data.Seeds;
import cellwise.engine.Devices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Builds a small VGG: 24 × 24 pictures in, ten logits out, 558,538 trained numbers, 1.8 times the
 * multiply-adds of {@link CifarNet}. What it reaches, and in how many minutes, is in {@code
 * docs/results.md}.
 *
 * <p>Five 3 × 3 convolutions, each with batch normalization and ReLU. Three are followed by
 * pooling, which halves the pictures; unlike in a VGG it comes before the normalization, which then
 * has a quarter to do. Of each of the last 256 maps the largest number goes on. Sources: Simonyan
 * and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014; Ioffe
 * and Szegedy, "Batch Normalization", 2015; first weights: He and others, "Delving Deep into
 * Rectifiers", 2015.
 */
public final class VggNet {
  /** The layers that have weights, from the pictures to the logits. */
  public static final List<String> LAYERS =
      List.of("conv1", "conv2", "conv3", "conv4", "conv5", "softmax_linear");

  private final Random random;

  private VggNet(Random random) {
    this.random = random;
  }

  /**
   * Builds the network with fresh variables, on the device that is usual here.
   *
   * @param seed decides the first weights
   */
  public static Network build(long seed) {
    return build(seed, CifarNet.COLOURS, CifarNet.CLASSES);
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
    CifarNet.requireCounts(channels, classes);
    Shape input = new Shape(channels, Distortion.CROP, Distortion.CROP);
    return new Architecture(
            "VggNet", input, () -> new VggNet(Seeds.random(seed)).layers(channels, classes))
        .on(device);
  }

  private Map<String, Block> layers(int channels, int classes) {
    Map<String, Block> layers = new LinkedHashMap<>();
    layers.put("conv1", convolution(channels, 64));
    layers.put("pool1", maxPool());
    layers.put("norm1", norm());
    layers.put("conv2", convolution(64, 64));
    layers.put("norm2", norm());
    layers.put("conv3", convolution(64, 128));
    layers.put("pool3", maxPool());
    layers.put("norm3", norm());
    layers.put("conv4", convolution(128, 128));
    layers.put("norm4", norm());
    layers.put("conv5", convolution(128, 256));
    layers.put("pool5", maxPool());
    layers.put("norm5", norm());
    layers.put("pool6", Pool.globalMaxPool2dBlock());
    layers.put("softmax_linear", linear(classes));
    return layers;
  }

  /**
   * 3 × 3, stride 1, same size. Without biases, which the normalization would take away, as it does
   * with the scale of He's deviation.
   */
  private Block convolution(int channels, int filters) {
    Block convolution =
        Conv2d.builder()
            .setKernelShape(new Shape(3, 3))
            .optPadding(new Shape(1, 1))
            .optBias(false)
            .setFilters(filters)
            .build();
    float stddev = (float) Math.sqrt(2.0 / (9 * channels));
    convolution.setInitializer(new TruncatedNormal(stddev, random), Parameter.Type.WEIGHT);
    return convolution;
  }

  private static Block maxPool() {
    return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
  }

  /** Batch normalization, then ReLU. */
  private static Block norm() {
    return new SequentialBlock().add(BatchNorm.builder().build()).add(Activation::relu);
  }

  private Block linear(int classes) {
    Block linear = Linear.builder().setUnits(classes).build();
    linear.setInitializer(new TruncatedNormal(1 / 256f, random), Parameter.Type.WEIGHT);
    linear.setInitializer(new ConstantInitializer(0), Parameter.Type.BIAS);
    return new SequentialBlock().add(Blocks.batchFlattenBlock()).add(linear);
  }
}
