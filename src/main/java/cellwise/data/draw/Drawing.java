package cellwise.data.draw;

import java.util.Random;

/** One picture of Shapes-10: a shape before a background, with the noise of a poor camera. */
final class Drawing {
  static final int SIDE = 32;

  private static final int COLOURS = 3;
  private static final int BLOBS = 2;

  private final double[] values = new double[COLOURS * SIDE * SIDE];
  private final Random random;

  private Drawing(Random random) {
    this.random = random;
  }

  static Drawing of(Outline outline, Random random) {
    Drawing drawing = new Drawing(random);
    double[] ground = drawing.colour();
    drawing.paintGround(ground);
    for (int i = 0; i < BLOBS; i++) {
      drawing.paint(Outline.CIRCLE, drawing.between(1.5, 3), 16, drawing.colour(), 0.5);
    }
    drawing.paint(outline, drawing.between(8, 12), 2.5, drawing.against(ground), 1);
    drawing.addNoise(drawing.between(3, 14));
    return drawing;
  }

  /** Returns the red, the green, the blue plane, each row by row. */
  byte[] planes() {
    byte[] planes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      planes[i] = (byte) Math.max(0, Math.min(255, (int) values[i]));
    }
    return planes;
  }

  /** A colour that runs from one to another, in any direction. */
  private void paintGround(double[] from) {
    double[] to = colour();
    double turn = between(0, 2 * StrictMath.PI);
    double dx = StrictMath.cos(turn) / SIDE;
    double dy = StrictMath.sin(turn) / SIDE;
    for (int i = 0; i < values.length; i++) {
      int channel = i / (SIDE * SIDE);
      int row = i / SIDE % SIDE;
      double share = 0.3 * ((i % SIDE - SIDE / 2.0) * dx + (row - SIDE / 2.0) * dy);
      values[i] = from[channel] + share * (to[channel] - from[channel]);
    }
  }

  /**
   * Paints a shape with soft edges.
   *
   * @param size its half width, in pixels
   * @param off how far its middle may be from the picture's middle, in pixels
   */
  private void paint(Outline outline, double size, double off, double[] colour, double opacity) {
    double middleX = SIDE / 2.0 + between(-off, off);
    double middleY = SIDE / 2.0 + between(-off, off);
    double turn = between(-0.4, 0.4);
    double cos = StrictMath.cos(turn) / size;
    double sin = StrictMath.sin(turn) / size;
    double stretch = between(0.8, 1.25);
    for (int i = 0; i < SIDE * SIDE; i++) {
      double x = i % SIDE + 0.5 - middleX;
      double y = i / SIDE + 0.5 - middleY;
      double edge = size * outline.distance((x * cos + y * sin) * stretch, y * cos - x * sin);
      double share = opacity * Math.max(0, Math.min(1, 0.5 - edge));
      for (int channel = 0; channel < COLOURS; channel++) {
        int at = channel * SIDE * SIDE + i;
        values[at] += share * (colour[channel] - values[at]);
      }
    }
  }

  private void addNoise(double deviation) {
    for (int i = 0; i < values.length; i++) {
      values[i] += deviation * random.nextGaussian();
    }
  }

  private double[] colour() {
    return new double[] {between(30, 225), between(30, 225), between(30, 225)};
  }

  /** Draws colours until one can be told from the ground. */
  private double[] against(double[] ground) {
    double[] colour;
    double difference;
    do {
      colour = colour();
      difference = 0;
      for (int i = 0; i < colour.length; i++) {
        difference += Math.abs(colour[i] - ground[i]);
      }
    } while (difference < 150);
    return colour;
  }

  private double between(double lower, double upper) {
    return lower + random.nextDouble() * (upper - lower);
  }
}
