package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private final Split split = Shapes10.open(50).train();

  @Test
  void splitsInOrderIntoPartsOfOneSize() {
    try (Batches batches = split.stream(6, Distortion.training(), 1);
        Batch whole = batches.next()) {
      float[] images = whole.images().toFloatArray();
      int[] labels = whole.labels().toIntArray();
      List<Batch> parts = whole.split(3);
      assertThat(parts).hasSize(3);
      for (int i = 0; i < 3; i++) {
        Batch part = parts.get(i);
        assertThat(part.size()).isEqualTo(2);
        assertThat(part.images().getShape()).isEqualTo(new Shape(2, 3, 24, 24));
        int third = images.length / 3;
        assertThat(part.images().toFloatArray())
            .isEqualTo(Arrays.copyOfRange(images, i * third, (i + 1) * third));
        assertThat(part.labels().toIntArray())
            .isEqualTo(Arrays.copyOfRange(labels, 2 * i, 2 * i + 2));
      }
    }
  }

  @Test
  void closesItsPartsWithItself() {
    try (Batches batches = split.stream(4, Distortion.training(), 1)) {
      Batch whole = batches.next();
      List<Batch> parts = whole.split(2);
      parts.get(0).close();
      assertThat(whole.images().isReleased()).isFalse();
      assertThat(parts.get(1).images().isReleased()).isFalse();
      assertThat(parts.get(0).images().isReleased()).isTrue();
      whole.close();
      assertThat(parts.get(1).images().isReleased()).isTrue();
    }
  }

  @Test
  void refusesPartsThatWouldNotBeOfOneSize() {
    try (Batches batches = split.stream(6, Distortion.training(), 1);
        Batch whole = batches.next()) {
      for (int parts : new int[] {-1, 0, 4, 7}) {
        assertThatThrownBy(() -> whole.split(parts))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "parts is %d, must be a divisor of the batch's 6 pictures: pass another batchSize to stream"
                    .formatted(parts));
      }
    }
  }
}
