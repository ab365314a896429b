package cellwise.summary;

/**
 * One number.
 *
 * @param tag its name, such as {@code total_loss}
 * @param value may be infinite or no number: a loss that breaks is worth recording
 */
public record Scalar(String tag, float value) implements Summary {}
