package cellwise.bench;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.PairList;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;

/**
 * What one would write first: DJL's {@code Trainer}, MXNet's {@code LRN} operator, weight decay
 * left to the optimizer, no averages. The pictures are ours.
 */
final class TrainerPeer implements Peer {
  private final Model model = Model.newInstance("cifar10");
  private final Trainer trainer;
  private final Batches batches;

  TrainerPeer(int batch) {
    batches = BenchPictures.open().train().stream(batch, Distortion.training(), 1);
    model.setBlock(
        new SequentialBlock()
            .add(convolution())
            .add(pool())
            .add(norm())
            .add(convolution())
            .add(norm())
            .add(pool())
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(384).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(192).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build()));
    Optimizer sgd =
        Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).optWeightDecays(0.004f).build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(sgd));
    trainer.initialize(new Shape(batch, 3, Distortion.CROP, Distortion.CROP));
  }

  private static Block convolution() {
    return new SequentialBlock()
        .add(
            Conv2d.builder()
                .setKernelShape(new Shape(5, 5))
                .optPadding(new Shape(2, 2))
                .setFilters(64)
                .build())
        .add(Activation::relu);
  }

  private static Block pool() {
    return Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), true);
  }

  /** MXNet divides alpha by the window. */
  private static Block norm() {
    return new LambdaBlock(
        in -> {
          PairList<String, Object> settings = new PairList<>();
          settings.add("nsize", "9");
          settings.add("knorm", "1");
          settings.add("alpha", "0.001");
          settings.add("beta", "0.75");
          return in.head().getManager().invoke("LRN", in, settings);
        });
  }

  @Override
  public void step() {
    try (Batch batch = batches.next()) {
      NDList loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList logits = trainer.forward(new NDList(batch.images()));
        loss = new NDList(trainer.getLoss().evaluate(new NDList(batch.labels()), logits));
        collector.backward(loss.head());
      }
      trainer.step();
      loss.head().getFloat();
    }
  }

  @Override
  public void close() {
    batches.close();
    trainer.close();
    model.close();
  }
}
