package cellwise.data.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutlineTest {
  @Test
  void everyShapeHasAnInsideAndAnOutside() {
    for (Outline outline : Outline.values()) {
      long inside =
          IntStream.range(0, 3600)
              .filter(i -> outline.distance((i % 60 - 30) / 20.0, (i / 60 - 30) / 20.0) < 0)
              .count();
      assertThat(inside).as(outline.name()).isBetween(350L, 1200L);
      assertThat(outline.distance(1.5, 1.5)).as(outline.name()).isPositive();
    }
  }
}
