package cellwise.eval;

import ai.djl.ndarray.NDArray;
import cellwise.average.MovingAverages;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Split;
import cellwise.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How a network classifies pictures, every one counted once. (The tutorial counts 10,112 for
 * 10,000, since it fills up its last batch.)
 *
 * @param data what the pictures are, such as {@code CIFAR-10 test}
 * @param classes the names of the classes
 * @param confusion how many pictures of class {@code [actual]} were taken for class {@code
 *     [predicted]}
 */
public record Evaluation(String data, List<String> classes, int[][] confusion) {
  private static final int BATCH = 250;

  /** Evaluates with the moving averages; the trained variables are back when this returns. */
  public static Evaluation of(Network net, MovingAverages averages, Split pictures) {
    return averages.swapIn(() -> of(net, pictures));
  }

  /**
   * Evaluates with the variables as they are.
   *
   * @throws IllegalArgumentException if the network has not one logit for each class
   * @throws IllegalStateException if a logit is NaN
   */
  public static Evaluation of(Network net, Split pictures) {
    int classes = pictures.classes().size();
    int[][] confusion = new int[classes][classes];
    try (Batches batches = pictures.inOrder(BATCH, Distortion.evaluation())) {
      while (batches.hasNext()) {
        try (Batch batch = batches.next()) {
          count(net, batch, confusion);
        }
      }
    }
    return new Evaluation(pictures.name(), pictures.classes(), confusion);
  }

  /** Returns the share of pictures whose class has the highest logit, 0 to 1. */
  public double precisionAt1() {
    int hits = IntStream.range(0, confusion.length).map(i -> confusion[i][i]).sum();
    return (double) hits / size();
  }

  /** Returns how many pictures were classified. */
  public int size() {
    return Arrays.stream(confusion).flatMapToInt(Arrays::stream).sum();
  }

  /**
   * Returns the share of a class's pictures that were recognized, 0 to 1; NaN if there was none.
   *
   * @param label counted from 0
   */
  public double recall(int label) {
    return (double) confusion[label][label] / Arrays.stream(confusion[label]).sum();
  }

  private static void count(Network net, Batch batch, int[][] confusion) {
    int classes = confusion.length;
    NDArray logits = net.logits(batch.images(), false);
    if (logits.getShape().get(1) != classes) {
      throw new IllegalArgumentException(
          "the network gives %d logits, the pictures have %d classes: build it for them"
              .formatted(logits.getShape().get(1), classes));
    }
    float[] values = logits.toFloatArray();
    int[] labels = batch.labels().toIntArray();
    for (int i = 0; i < labels.length; i++) {
      confusion[labels[i]][largest(values, i * classes, (i + 1) * classes)]++;
    }
  }

  private static int largest(float[] values, int from, int to) {
    int largest = from;
    for (int i = from; i < to; i++) {
      if (Float.isNaN(values[i])) {
        throw new IllegalStateException(
            "a logit is NaN, so the network has diverged: build it anew and train it");
      }
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest - from;
  }

  /** Returns the line that the tutorial prints. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "precision @ 1 = %.3f (%s, %,d pictures)", precisionAt1(), data, size());
  }
}
