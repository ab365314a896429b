package cellwise;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.ConstantInitializer;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.model.Architecture;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.recipe.Recipe;
import cellwise.train.Session;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network that a test builds in code: 280 trained numbers, which begin at 0. */
public final class TinyNetwork implements AutoCloseable {
  public final Network net;
  public final MovingAverages averages;
  public final Session session;
  private final Batches train;

  public TinyNetwork(Pictures pictures) {
    net = build(1, 3, 10, Device.cpu());
    averages = MovingAverages.of(net, 0.9f);
    train = pictures.train().stream(8, Distortion.training(), 1);
    session =
        Session.of(net, Recipe.crossEntropy(), GradientDescent.of(step -> 0.1f), train)
            .with(averages);
  }

  /** Builds it; the seed decides nothing. */
  public static Network build(long seed, int channels, int classes, Device device) {
    return Architecture.of(new Shape(channels, 24, 24), () -> layers(classes)).on(device);
  }

  private static Map<String, Block> layers(int classes) {
    Map<String, Block> layers = new LinkedHashMap<>();
    layers.put("pool", Pool.avgPool2dBlock(new Shape(8, 8), new Shape(8, 8)));
    Block linear = Linear.builder().setUnits(classes).build();
    linear.setInitializer(new ConstantInitializer(0), Parameter.Type.WEIGHT);
    layers.put("linear", new SequentialBlock().add(Blocks.batchFlattenBlock()).add(linear));
    return layers;
  }

  @Override
  public void close() {
    train.close();
    averages.close();
    net.close();
  }
}
