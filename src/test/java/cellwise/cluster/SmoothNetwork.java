package cellwise.cluster;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.Initializer;
import cellwise.data.Seeds;
import cellwise.model.Architecture;
import cellwise.model.Network;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A network with the tutorial's names whose gradients nowhere jump: {@link EqualTowersTest}. */
final class SmoothNetwork {
  private SmoothNetwork() {}

  static Network build() {
    return Architecture.of(new Shape(3, 24, 24), () -> layers(Seeds.random(1))).on(Device.cpu());
  }

  private static Map<String, Block> layers(Random random) {
    Map<String, Block> layers = new LinkedHashMap<>();
    layers.put("conv1", convolution(random, 75));
    layers.put("conv2", convolution(random, 800));
    layers.put("local3", dense(random, 1152, 384));
    layers.put("local4", dense(random, 384, 192));
    layers.put("softmax_linear", initialized(random, 192, Linear.builder().setUnits(10).build()));
    return layers;
  }

  private static Block convolution(Random random, int inputs) {
    Conv2d convolution =
        Conv2d.builder()
            .setKernelShape(new Shape(5, 5))
            .optPadding(new Shape(2, 2))
            .optStride(new Shape(2, 2))
            .optBias(false)
            .setFilters(32)
            .build();
    return new SequentialBlock()
        .add(initialized(random, inputs, convolution))
        .add(Activation::tanh);
  }

  private static Block dense(Random random, int inputs, int units) {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(initialized(random, inputs, Linear.builder().setUnits(units).build()))
        .add(Activation::tanh);
  }

  private static Block initialized(Random random, int inputs, Block block) {
    block.setInitializer(
        new Initializer() {
          @Override
          public NDArray initialize(NDManager manager, Shape shape, DataType type) {
            float[] numbers = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < numbers.length; i++) {
              numbers[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
            }
            return manager.create(numbers, shape);
          }
        },
        Parameter.Type.WEIGHT);
    return block;
  }
}
