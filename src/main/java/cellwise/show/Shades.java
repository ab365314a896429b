package cellwise.show;

import cellwise.data.Pixels;
import java.awt.image.BufferedImage;

/** Numbers as shades, from 0, black, to 255, white. */
final class Shades {
  private static final float TINY = 1e-6f;

  private Shades() {}

  /** Makes 0 grey, and the number farthest from it black or white. */
  static float[] aroundZero(float[] values) {
    float farthest = TINY;
    for (float value : values) {
      farthest = Math.max(farthest, Math.abs(value));
    }
    float[] shades = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      shades[i] = 127.5f * (values[i] / farthest + 1);
    }
    return shades;
  }

  /** Makes the greatest number white, and 0 or less black. */
  static float[] aboveZero(float[] values) {
    float greatest = TINY;
    for (float value : values) {
      greatest = Math.max(greatest, value);
    }
    return stretched(values, 0, greatest);
  }

  /** Makes the least number black and the greatest white. */
  static Pixels stretched(Pixels pixels) {
    float darkest = Float.MAX_VALUE;
    float brightest = -Float.MAX_VALUE;
    for (float value : pixels.values()) {
      darkest = Math.min(darkest, value);
      brightest = Math.max(brightest, value);
    }
    float[] shades = stretched(pixels.values(), darkest, brightest);
    return new Pixels(pixels.height(), pixels.width(), shades);
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
