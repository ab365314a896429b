package cellwise.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Pixels;
import cellwise.data.Seeds;
import cellwise.data.Split;
import cellwise.model.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a network thinks of one picture.
 *
 * @param logits one for each class, unscaled
 */
public record Prediction(float[] logits) {
  private static final int BATCH = 250;

  /** Checks that there is no NaN. */
  public Prediction {
    for (float logit : logits) {
      if (Float.isNaN(logit)) {
        throw new IllegalStateException(
            "a logit is NaN, so the network has diverged: build it anew and train it");
      }
    }
  }

  /**
   * Predicts every picture of a split, prepared as the tutorial prepares test pictures: as much of
   * its middle as the network takes, standardized. A session that runs on another thread waits
   * meanwhile, so that all are of one state.
   *
   * @return one for each picture, in the order of the split
   * @throws IllegalArgumentException if the network has not one logit for each class
   * @throws IllegalStateException if a logit is NaN
   */
  public static List<Prediction> of(Network net, Split pictures) {
    net.requireOpen();
    return net.alone(() -> ofAll(net, pictures));
  }

  private static List<Prediction> ofAll(Network net, Split pictures) {
    int classes = pictures.classes().size();
    List<Prediction> predictions = new ArrayList<>(pictures.size());
    try (Batches batches = pictures.inOrder(BATCH, preparation(net)).on(net.device())) {
      while (batches.hasNext()) {
        try (Batch batch = batches.next()) {
          NDArray logits = net.logits(batch.images(), false);
          checkClasses(logits, classes);
          float[] all = logits.toFloatArray();
          for (int from = 0; from < all.length; from += classes) {
            predictions.add(new Prediction(Arrays.copyOfRange(all, from, from + classes)));
          }
        }
      }
    }
    return predictions;
  }

  private static Distortion preparation(Network net) {
    return Distortion.centralCrop((int) net.input().tail()).then(Distortion.standardize());
  }

  /**
   * Predicts a picture of one's own, prepared in the same way.
   *
   * @param picture with the size of those that the network was trained on, values 0 to 255
   */
  public static Prediction of(Network net, Pixels picture) {
    net.requireOpen();
    Pixels prepared = preparation(net).apply(picture, Seeds.random(0));
    if (prepared.values().length != net.input().size()) {
      throw new IllegalArgumentException(
          "the picture has %d channels of %d × %d, the network takes %s: build it for such pictures"
              .formatted(picture.channels(), picture.height(), picture.width(), net.input()));
    }
    try (NDManager manager = net.manager().newSubManager()) {
      NDArray images = manager.create(prepared.values(), net.input()).expandDims(0);
      return new Prediction(net.logits(images, false).toFloatArray());
    }
  }

  /** Returns the class with the highest logit, counted from 0; of several, the first. */
  public int label() {
    int highest = 0;
    for (int i = 1; i < logits.length; i++) {
      highest = logits[i] > logits[highest] ? i : highest;
    }
    return highest;
  }

  /**
   * Returns how probable the network holds a class, 0 to 1: the softmax of the logits.
   *
   * @param label counted from 0
   */
  public float probability(int label) {
    double highest = logits[label()];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - highest);
    }
    return (float) (Math.exp(logits[label] - highest) / sum);
  }

  private static void checkClasses(NDArray logits, int classes) {
    if (logits.getShape().get(1) != classes) {
      throw new IllegalArgumentException(
          "the network gives %d logits, the pictures have %d classes: build it for them"
              .formatted(logits.getShape().get(1), classes));
    }
  }
}
