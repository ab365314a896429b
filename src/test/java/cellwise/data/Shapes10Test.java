package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Shapes10Test {
  private final Pictures pictures = Shapes10.open(50);

  /** If this changes, so do all results on Shapes-10 that were ever measured. */
  @Test
  void drawsTheSameBytesOnEveryMachine() {
    CRC32 crc = new CRC32();
    for (int i = 0; i < 50; i++) {
      crc.update(pictures.test().picture(i).planes());
    }
    assertThat(crc.getValue()).isEqualTo(263_645_479L);
  }

  @Test
  void hasTheTenClassesInEqualNumbers() {
    assertThat(pictures.classes()).hasSize(10).contains("circle", "arrow");
    int[] counts = new int[10];
    IntStream.range(0, 250).forEach(i -> counts[pictures.train().picture(i).label()]++);
    assertThat(counts).containsOnly(25);
  }

  @Test
  void drawsNoPictureTwice() {
    Set<Long> seen = new HashSet<>();
    for (Split split : new Split[] {pictures.train(), pictures.test()}) {
      for (int i = 0; i < split.size(); i++) {
        CRC32 crc = new CRC32();
        crc.update(split.picture(i).planes());
        seen.add(crc.getValue());
      }
    }
    assertThat(seen).hasSize(300);
  }

  @Test
  void refusesFilesOfNoPictures() {
    assertThatThrownBy(() -> Shapes10.open(0)).hasMessage("picturesPerFile is 0, must be positive");
  }
}
