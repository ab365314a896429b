package cellwise.show;

import cellwise.data.Pixels;
import java.awt.image.BufferedImage;
import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;

/** Numbers as shades, from 0, black, to 255, white. */
final class Shades {
  private static final float TINY = 1e-6f;

  private Shades() {}

  /** Makes 0 grey, and the number farthest from it black or white. */
  static float[] aroundZero(float[] values) {
    DoubleSummaryStatistics range = range(values);
    float farthest = (float) Math.max(-range.getMin(), range.getMax());
    return stretched(values, -farthest, farthest);
  }

  /** Makes the greatest number white, and 0 or less black. */
  static float[] aboveZero(float[] values) {
    return stretched(values, 0, (float) range(values).getMax());
  }

  /** Makes the least number black and the greatest white. */
  static Pixels stretched(Pixels pixels) {
    DoubleSummaryStatistics range = range(pixels.values());
    float[] shades = stretched(pixels.values(), (float) range.getMin(), (float) range.getMax());
    return new Pixels(pixels.height(), pixels.width(), shades);
  }

  private static DoubleSummaryStatistics range(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).summaryStatistics();
  }

  private static float[] stretched(float[] values, float black, float white) {
    float[] shades = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      shades[i] = 255 * (values[i] - black) / Math.max(white - black, TINY);
    }
    return shades;
  }

  /** Returns an image of shades; what lies beyond black or white is cut off. */
  static BufferedImage image(Pixels shades) {
    BufferedImage image =
        new BufferedImage(shades.width(), shades.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < shades.height(); row++) {
      for (int column = 0; column < shades.width(); column++) {
        int rgb = 0;
        for (int colour = 0; colour < 3; colour++) {
          int channel = Math.min(colour, shades.channels() - 1); // grey is the same in all
          int shade = Math.round(shades.value(channel, row, column));
          rgb = rgb << 8 | Math.max(0, Math.min(255, shade));
        }
        image.setRGB(column, row, rgb);
      }
    }
    return image;
  }
}
