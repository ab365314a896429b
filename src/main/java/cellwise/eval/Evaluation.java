package cellwise.eval;

import cellwise.average.MovingAverages;
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
  /**
   * Evaluates with the moving averages; the trained variables are back when this returns.
   *
   * @throws IllegalArgumentException if the averages are of another network, or it has not one
   *     logit for each class
   * @throws IllegalStateException if a logit is NaN
   */
  public static Evaluation of(Network net, MovingAverages averages, Split pictures) {
    averages.requireOf(net);
    return averages.swapIn(() -> of(net, pictures));
  }

  /**
   * Evaluates with the variables as they are.
   *
   * @throws IllegalArgumentException if the network has not one logit for each class
   * @throws IllegalStateException if a logit is NaN
   */
  public static Evaluation of(Network net, Split pictures) {
    return of(pictures, Prediction.of(net, pictures));
  }

  /**
   * Counts predictions that were made before.
   *
   * @param predictions one for each picture, in the order of the split
   */
  public static Evaluation of(Split pictures, List<Prediction> predictions) {
    if (predictions.size() != pictures.size()) {
      throw new IllegalArgumentException(
          "there are %d predictions for %s: make them of the same split"
              .formatted(predictions.size(), pictures));
    }
    int[][] confusion = new int[pictures.classes().size()][pictures.classes().size()];
    for (int i = 0; i < predictions.size(); i++) {
      confusion[pictures.picture(i).label()][predictions.get(i).label()]++;
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

  /** Returns the line that the tutorial prints. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "precision @ 1 = %.3f (%s, %,d pictures)", precisionAt1(), data, size());
  }
}
