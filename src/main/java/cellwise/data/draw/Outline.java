package cellwise.data.draw;

/** The ten shapes of Shapes-10, each about as large as the unit circle. */
enum Outline {
  CIRCLE {
    @Override
    double distance(double x, double y) {
      return length(x, y) - 0.85;
    }
  },
  RING {
    @Override
    double distance(double x, double y) {
      return Math.abs(length(x, y) - 0.68) - 0.2;
    }
  },
  CRESCENT {
    @Override
    double distance(double x, double y) {
      return Math.max(length(x, y) - 0.95, 0.8 - length(x - 0.45, y));
    }
  },
  TRIANGLE {
    @Override
    double distance(double x, double y) {
      return polygon(x, y, 0, -1, 0.92, 0.7, -0.92, 0.7);
    }
  },
  SQUARE {
    @Override
    double distance(double x, double y) {
      return polygon(x, y, -0.76, -0.76, 0.76, -0.76, 0.76, 0.76, -0.76, 0.76);
    }
  },
  PENTAGON {
    @Override
    double distance(double x, double y) {
      return polygon(x, y, 0, -0.95, 0.90, -0.29, 0.56, 0.77, -0.56, 0.77, -0.90, -0.29);
    }
  },
  STAR {
    @Override
    double distance(double x, double y) {
      return polygon(
          x, y, 0, -1.1, 0.27, -0.37, 1.05, -0.34, 0.43, 0.14, 0.65, 0.89, 0, 0.46, -0.65, 0.89,
          -0.43, 0.14, -1.05, -0.34, -0.27, -0.37);
    }
  },
  CROSS {
    @Override
    double distance(double x, double y) {
      return Math.min(
          Math.max(Math.abs(x) - 0.95, Math.abs(y) - 0.3),
          Math.max(Math.abs(x) - 0.3, Math.abs(y) - 0.95));
    }
  },
  HEART {
    @Override
    double distance(double x, double y) {
      double lobes = Math.min(length(x - 0.42, y + 0.35), length(x + 0.42, y + 0.35)) - 0.5;
      return Math.min(lobes, polygon(x, y, -0.88, -0.16, 0, -0.35, 0.88, -0.16, 0, 0.95));
    }
  },
  ARROW {
    @Override
    double distance(double x, double y) {
      return polygon(
          x, y, 0, -1.05, 0.85, -0.1, 0.32, -0.1, 0.32, 0.95, -0.32, 0.95, -0.32, -0.1, -0.85,
          -0.1);
    }
  };

  /** Returns how far a point is from the edge, about; negative inside. */
  abstract double distance(double x, double y);

  private static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  /** Inigo Quilez's distance to a polygon: the nearest edge, with the sign of the winding rule. */
  private static double polygon(double x, double y, double... corners) {
    double nearest = Double.MAX_VALUE;
    boolean inside = false;
    for (int i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
      double edgeX = corners[j] - corners[i];
      double edgeY = corners[j + 1] - corners[i + 1];
      double toX = x - corners[i];
      double toY = y - corners[i + 1];
      double along = (toX * edgeX + toY * edgeY) / (edgeX * edgeX + edgeY * edgeY);
      double clamped = Math.max(0, Math.min(1, along));
      nearest = Math.min(nearest, length(toX - edgeX * clamped, toY - edgeY * clamped));
      boolean below = y < corners[i + 1];
      if (below != (y < corners[j + 1]) && (toX * edgeY < toY * edgeX) == (edgeY > 0)) {
        inside = !inside;
      }
    }
    return inside ? -nearest : nearest;
  }
}
