package cellwise.summary;

/** One thing that is recorded about a step, under a name that tells it from the others. */
public sealed interface Summary permits Scalar, Histogram, Image {
  /** Returns its name, such as {@code total_loss} or {@code conv1/weights/gradients}. */
  String tag();
}
