package cellwise.data.draw;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The door of this package: pictures drawn by a random hand, the same bytes on every machine. */
public final class Drawn {
  /** Rows and columns of a digit, as MNIST's. */
  public static final int DIGIT_SIDE = Stroke.SIDE;

  /** The names of the shapes. */
  public static final List<String> SHAPES =
      Arrays.stream(Outline.values()).map(o -> o.name().toLowerCase(Locale.ROOT)).toList();

  private Drawn() {}

  /**
   * Draws a shape in colours before a background.
   *
   * @param shape an index into {@link #SHAPES}
   * @return the red, the green, the blue plane, each row by row
   */
  public static byte[] shape(int shape, Random random) {
    return Drawing.of(Outline.values()[shape], random).planes();
  }

  /**
   * Draws a digit, white on black.
   *
   * @param digit 0 to 9
   * @return one plane, row by row
   */
  public static byte[] digit(int digit, Random random) {
    return Stroke.values()[digit].draw(random);
  }
}
