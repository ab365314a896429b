package cellwise.kernel.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueRenderersTest {
  private static final int SIZE = 16;

  private static BufferedImage grey(int type, int grey, int alpha) {
    ColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            type);
    WritableRaster pixels = colors.createCompatibleWritableRaster(SIZE, SIZE);
    for (int i = 0; i < SIZE * SIZE; i++) {
      pixels.setPixel(i % SIZE, i / SIZE, new int[] {grey, alpha});
    }
    return new BufferedImage(colors, pixels, false, null);
  }

  /** What JPEG stores for grey is shown as it is, so on white it is a g + (1 - a) 255. */
  @ParameterizedTest
  @CsvSource({"128, 255, 128", "128, 0, 255", "0, 51, 204", "100, 127, 178"})
  void keepTheGreyOfTransparentPicturesInJpeg(int grey, int alpha, int shown) throws IOException {
    assertThat(inJpeg(grey(DataBuffer.TYPE_BYTE, grey, alpha))).isCloseTo(shown, within(2));
    assertThat(inJpeg(grey(DataBuffer.TYPE_USHORT, grey * 257, alpha * 257)))
        .isCloseTo(shown, within(2));
  }

  private static int inJpeg(BufferedImage image) throws IOException {
    DisplayData data = ValueRenderers.create().renderAs(image, "image/jpeg");
    byte[] bytes = Base64.getMimeDecoder().decode(data.getData(MIMEType.IMAGE_JPEG).toString());
    return ImageIO.read(new ByteArrayInputStream(bytes))
        .getRaster()
        .getSample(SIZE / 2, SIZE / 2, 0);
  }
}
