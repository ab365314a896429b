package cellwise.data.draw;

import java.util.Random;

/** How a hand draws the ten digits: lines from point to point, 1 up and down from the middle. */
enum Stroke {
  ZERO(circle(0, 0, 0.58, 1)),
  ONE(new double[] {-0.32, -0.6, 0.05, -1, 0.05, 1}),
  TWO(
      new double[] {
        -0.55, -0.55, -0.35, -0.9, 0, -1, 0.4, -0.88, 0.55, -0.5, 0.4, -0.1, -0.55, 1, 0.6, 1
      }),
  THREE(
      new double[] {
        -0.5, -0.8, -0.1, -1, 0.35, -0.9, 0.5, -0.55, 0.3, -0.15, -0.1, -0.02, 0.35, 0.1, 0.58, 0.5,
        0.35, 0.9, -0.1, 1, -0.55, 0.8
      }),
  FOUR(new double[] {0.3, 1, 0.3, -1, -0.6, 0.4, 0.6, 0.4}),
  FIVE(
      new double[] {
        0.5, -1, -0.4, -1, -0.48, -0.1, 0, -0.25, 0.45, -0.05, 0.58, 0.4, 0.35, 0.88, -0.1, 1,
        -0.55, 0.8
      }),
  SIX(
      new double[] {
        0.4, -0.95, 0, -0.7, -0.35, -0.2, -0.5, 0.4, -0.3, 0.9, 0.1, 1, 0.48, 0.75, 0.5, 0.3, 0.2,
        0, -0.2, 0.05, -0.48, 0.35
      }),
  SEVEN(new double[] {-0.55, -1, 0.55, -1, -0.1, 1}),
  EIGHT(circle(0, -0.5, 0.42, 0.48), circle(0, 0.5, 0.54, 0.5)),
  NINE(
      new double[] {
        -0.4, 0.95, 0, 0.7, 0.35, 0.2, 0.5, -0.4, 0.3, -0.9, -0.1, -1, -0.48, -0.75, -0.5, -0.3,
        -0.2, 0, 0.2, -0.05, 0.48, -0.35
      });

  /** Rows and columns of a drawn digit, as MNIST's. */
  static final int SIDE = 28;

  private static final double HALF_HEIGHT = 9;
  private static final int CORNERS = 14;
  private static final double SHAKING = 0.1;

  private final double[][] lines;

  Stroke(double[]... lines) {
    this.lines = lines;
  }

  private static double[] circle(double x, double y, double halfWidth, double halfHeight) {
    double[] points = new double[2 * (CORNERS + 1)];
    for (int i = 0; i <= CORNERS; i++) {
      double turn = 2 * StrictMath.PI * i / CORNERS;
      points[2 * i] = x + halfWidth * StrictMath.sin(turn);
      points[2 * i + 1] = y - halfHeight * StrictMath.cos(turn);
    }
    return points;
  }

  /** Draws the digit once, each time another way: 28 rows of 28 bytes, 0 black, 255 white. */
  byte[] draw(Random random) {
    double[][] moved = moved(random);
    double half = between(random, 0.7, 1.7); // of the pen's thickness
    double ink = between(random, 0.75, 1);
    byte[] picture = new byte[SIDE * SIDE];
    for (int i = 0; i < picture.length; i++) {
      double nearest = Double.MAX_VALUE;
      for (double[] line : moved) {
        nearest = Math.min(nearest, distance(i % SIDE + 0.5, i / SIDE + 0.5, line));
      }
      double share = Math.max(0, Math.min(1, half + 0.5 - nearest));
      picture[i] = (byte) (255 * ink * share);
    }
    return picture;
  }

  /** Stretches, slants, turns and shifts the points, and shakes each a little. */
  private double[][] moved(Random random) {
    double high = HALF_HEIGHT * between(random, 0.75, 1.05);
    double wide = HALF_HEIGHT * between(random, 0.65, 1.1);
    double slant = between(random, -0.4, 0.6);
    double turn = between(random, -0.35, 0.35);
    double middleX = SIDE / 2.0 + between(random, -2, 2);
    double middleY = SIDE / 2.0 + between(random, -2, 2);
    double[][] moved = new double[lines.length][];
    for (int line = 0; line < lines.length; line++) {
      double[] points = lines[line].clone();
      for (int i = 0; i < points.length; i += 2) {
        double y = high * (points[i + 1] + SHAKING * random.nextGaussian());
        double x = wide * (points[i] + SHAKING * random.nextGaussian()) - slant * y;
        points[i] = middleX + x * StrictMath.cos(turn) - y * StrictMath.sin(turn);
        points[i + 1] = middleY + x * StrictMath.sin(turn) + y * StrictMath.cos(turn);
      }
      moved[line] = points;
    }
    return moved;
  }

  /** Returns how far a point is from a line of several pieces. */
  private static double distance(double x, double y, double[] line) {
    double nearest = Double.MAX_VALUE;
    for (int i = 0; i + 3 < line.length; i += 2) {
      double pieceX = line[i + 2] - line[i];
      double pieceY = line[i + 3] - line[i + 1];
      double along = (x - line[i]) * pieceX + (y - line[i + 1]) * pieceY;
      double share = Math.max(0, Math.min(1, along / (pieceX * pieceX + pieceY * pieceY)));
      double dx = x - line[i] - share * pieceX;
      double dy = y - line[i + 1] - share * pieceY;
      nearest = Math.min(nearest, Math.sqrt(dx * dx + dy * dy));
    }
    return nearest;
  }

  private static double between(Random random, double lower, double upper) {
    return lower + random.nextDouble() * (upper - lower);
  }
}
