package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistortionTest {
  private final Random random = new Random(1);

  @Test
  void cutsEveryOneOf81Places() {
    Pixels in = numbered(32, 32);
    Set<Float> corners = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      Pixels out = Distortion.randomCrop(24).apply(in, random);
      corners.add(out.value(0, 0, 0));
      assertThat(out.value(2, 23, 23)).isEqualTo(out.value(0, 0, 0) + 2 * 1024 + 23 * 32 + 23);
    }
    assertThat(corners).hasSize(81);
  }

  @Test
  void cutsTheMiddleOfAPictureThatIsNotSquare() {
    Pixels out = Distortion.centralCrop(2).apply(numbered(4, 8), random);
    assertThat(out.value(0, 0, 0)).isEqualTo(1 * 8 + 3);
    assertThat(out.value(1, 1, 1)).isEqualTo(32 + 2 * 8 + 4);
  }

  @Test
  void refusesACropLargerThanThePicture() {
    assertThatThrownBy(() -> Distortion.centralCrop(33).apply(numbered(32, 32), random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crop is 33 × 33, must lie inside the picture's 32 × 32");
  }

  @Test
  void mirrorsHalfOfThePictures() {
    Pixels in = numbered(2, 3);
    int mirrored = 0;
    for (int i = 0; i < 1_000; i++) {
      Pixels out = Distortion.randomFlip().apply(in, random);
      if (out.value(0, 0, 0) == 2) {
        mirrored++;
        assertThat(out.values()).startsWith(2, 1, 0, 5, 4, 3, 8, 7, 6);
      }
    }
    assertThat(mirrored).isBetween(430, 570);
  }

  @Test
  void addsOneBrightnessToAllValues() {
    Pixels in = numbered(4, 4);
    float least = 0;
    float most = 0;
    for (int i = 0; i < 2_000; i++) {
      Pixels out = Distortion.randomBrightness(63).apply(in, random);
      float delta = out.value(0, 0, 0);
      assertThat(out.value(2, 3, 3)).isCloseTo(47 + delta, within(1e-4f));
      least = Math.min(least, delta);
      most = Math.max(most, delta);
    }
    assertThat(least).isBetween(-63f, -62f);
    assertThat(most).isBetween(62f, 63f);
  }

  @Test
  void stretchesEachChannelAroundItsOwnMean() {
    Pixels in = new Pixels(1, 2, new float[] {0, 10, 100, 120, 5, 5});
    assertThat(Distortion.contrast(in, 0.5f).values()).containsExactly(2.5f, 7.5f, 105, 115, 5, 5);
    for (int i = 0; i < 1_000; i++) {
      Pixels out = Distortion.randomContrast(0.2f, 1.8f).apply(in, random);
      assertThat((out.value(0, 0, 1) - out.value(0, 0, 0)) / 10).isBetween(0.2f, 1.8f);
    }
  }

  @Test
  void standardizesToMean0AndDeviation1() {
    Pixels out = Distortion.standardize().apply(numbered(8, 8), random);
    double mean = IntStream.range(0, 192).mapToDouble(i -> out.values()[i]).average().orElseThrow();
    double square =
        IntStream.range(0, 192).mapToDouble(i -> out.values()[i] * out.values()[i]).sum() / 192;
    assertThat(mean).isCloseTo(0, within(1e-6));
    assertThat(square).isCloseTo(1, within(1e-6));
  }

  @Test
  void standardizesAUniformPictureToNothing() {
    float[] values = new float[3 * 24 * 24];
    Arrays.fill(values, 200);
    assertThat(Distortion.standardize().apply(new Pixels(24, 24, values), random).values())
        .containsOnly(0);
  }

  /** One value off by 0.5 in 1728: the deviation, 0.012, is half the floor of 1/√1728. */
  @Test
  void neverDividesByLessThanOneOverTheRootOfN() {
    float[] values = new float[3 * 24 * 24];
    values[0] = 0.5f;
    Pixels out = Distortion.standardize().apply(new Pixels(24, 24, values), random);
    assertThat(out.values()[0])
        .isCloseTo((0.5f - 0.5f / 1728) * (float) Math.sqrt(1728), within(1e-4f));
  }

  @Test
  void brightnessIsCancelledByStandardizationAndContrastIsNot() {
    Pixels in = Shapes10.open(10).train().picture(3).pixels();
    float[] plain = Distortion.standardize().apply(in, random).values();
    Distortion brighter = (p, r) -> Distortion.brightness(p, 40);
    Distortion sharper = (p, r) -> Distortion.contrast(p, 0.5f);
    assertThat(
            difference(plain, brighter.then(Distortion.standardize()).apply(in, random).values()))
        .isLessThan(1e-4);
    assertThat(difference(plain, sharper.then(Distortion.standardize()).apply(in, random).values()))
        .isGreaterThan(0.1);
  }

  /** A grey picture is distorted as one plane of a colour picture. */
  @Test
  void distortsGreyPicturesToo() {
    float[] values = new float[28 * 28];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 28;
    }
    Pixels grey = new Pixels(28, 28, values);
    Pixels out = Distortion.training().apply(grey, new Random(1));
    assertThat(out.channels()).isEqualTo(1);
    assertThat(out.values()).hasSize(24 * 24);
    assertThat(Distortion.centralCrop(24).apply(grey, new Random(1)).value(0, 23, 0)).isEqualTo(2);
  }

  @Test
  void leavesWhatItTookAsItWas() {
    Pixels in = numbered(32, 32);
    Distortion.training().apply(in, random);
    Distortion.evaluation().apply(in, random);
    assertThat(in.values()).isEqualTo(numbered(32, 32).values());
  }

  @Test
  void refusesRangesThatAreNone() {
    assertThatThrownBy(() -> Distortion.randomContrast(1.8f, 0.2f))
        .hasMessage("contrast is 1.8 to 0.2, must be 0 <= lower < upper");
    assertThatThrownBy(() -> Distortion.randomBrightness(-1))
        .hasMessage("maxDelta is -1.0, must not be negative");
  }

  @Test
  void takesTheEndsOfTheRanges() {
    Pixels in = numbered(4, 4);
    assertThat(Distortion.randomBrightness(0).apply(in, random).values()).isEqualTo(in.values());
    assertThat(Distortion.contrast(in, 0).value(0, 3, 3)).isEqualTo(7.5f);
    assertThat(Distortion.randomContrast(0, Float.MIN_VALUE).apply(in, random).value(0, 3, 3))
        .isEqualTo(7.5f);
    assertThat(Distortion.centralCrop(4).apply(in, random).values()).isEqualTo(in.values());
    assertThat(Distortion.randomCrop(4).apply(in, random).values()).isEqualTo(in.values());
    assertThat(Distortion.centralCrop(1).apply(in, random).values()).containsExactly(5, 21, 37);
    assertThatThrownBy(() -> Distortion.randomContrast(1, 1))
        .hasMessage("contrast is 1.0 to 1.0, must be 0 <= lower < upper");
  }

  @Test
  void refusesACropThatIsHigherOrWiderThanThePictureOrNone() {
    assertThatThrownBy(() -> Distortion.randomCrop(5).apply(numbered(4, 8), random))
        .hasMessage("crop is 5 × 5, must lie inside the picture's 4 × 8");
    assertThatThrownBy(() -> Distortion.centralCrop(5).apply(numbered(8, 4), random))
        .hasMessage("crop is 5 × 5, must lie inside the picture's 8 × 4");
    assertThatThrownBy(() -> Distortion.centralCrop(0).apply(numbered(8, 4), random))
        .hasMessageStartingWith("crop is 0 × 0");
  }

  private static double difference(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElseThrow();
  }

  private static Pixels numbered(int height, int width) {
    float[] values = new float[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return new Pixels(height, width, values);
  }
}
