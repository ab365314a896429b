package cellwise.kernel.show;

import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.RenderContext;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.common.Text;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Base64;
import javax.imageio.ImageIO;

/**
 * The forms in which values of the JDK are shown. Those of the base library cut off the last bytes
 * of images, fail on streams that are no image, and break addresses.
 */
public final class ValueRenderers {
  private ValueRenderers() {}

  /** A renderer for text, images, streams of images and addresses, open to more. */
  public static Renderer create() {
    Renderer renderer = new Renderer();
    Text.registerAll(renderer);
    renderer
        .createRegistration(RenderedImage.class)
        .preferring(MIMEType.IMAGE_PNG)
        .supporting(MIMEType.IMAGE_JPEG, MIMEType.IMAGE_GIF)
        .register(ValueRenderers::image);
    renderer
        .createRegistration(InputStream.class)
        .preferring(MIMEType.IMAGE_PNG)
        .supporting(MIMEType.IMAGE_JPEG, MIMEType.IMAGE_GIF)
        .register(ValueRenderers::stream);
    renderer
        .createRegistration(URL.class)
        .preferring(MIMEType.TEXT_HTML)
        .register(ValueRenderers::address);
    HtmlRenderer.register(renderer);
    return renderer;
  }

  /**
   * Renders a value; what is rendered already stays as it is.
   *
   * @param value the value, may be null
   * @param mimes the forms wanted, none for the usual ones
   */
  public static DisplayData render(Renderer renderer, Object value, String... mimes) {
    if (value == null) {
      return new DisplayData("null");
    }
    if (value instanceof DisplayData rendered) {
      return withJson(rendered);
    }
    return withJson(mimes.length == 0 ? renderer.render(value) : renderer.renderAs(value, mimes));
  }

  /** Makes JSON that is given as text the object that clients await. */
  private static DisplayData withJson(DisplayData data) {
    if (data.getData(MIMEType.APPLICATION_JSON) instanceof String text) {
      try {
        data.putData(MIMEType.APPLICATION_JSON, JsonParser.parseString(text));
      } catch (JsonSyntaxException e) {
        return data; // shown as it is
      }
    }
    return data;
  }

  private static void image(RenderedImage image, RenderContext context) {
    context.renderIfRequested(MIMEType.IMAGE_PNG, () -> base64(image, "png"));
    context.renderIfRequested(MIMEType.IMAGE_JPEG, () -> base64(image, "jpeg"));
    context.renderIfRequested(MIMEType.IMAGE_GIF, () -> base64(image, "gif"));
  }

  private static void stream(InputStream stream, RenderContext context) {
    try {
      BufferedImage image = ImageIO.read(stream);
      if (image != null) {
        image(image, context);
      }
    } catch (IOException e) {
      // A closed stream, or no image: only its text is shown.
    }
  }

  private static void address(URL url, RenderContext context) {
    String text = url.toString().replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    context.renderIfRequested(
        MIMEType.TEXT_HTML, () -> "<a href=\"" + text + "\">" + text + "</a>");
  }

  private static String base64(RenderedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        ImageIO.write(opaque(image), format, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the image cannot be written as " + format, e);
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  /** On white, as JPEG knows no transparency. */
  private static BufferedImage opaque(RenderedImage image) {
    ColorModel colors = image.getColorModel();
    if (colors != null && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      return opaqueGrey(image.getData(), colors);
    }
    BufferedImage copy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = copy.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, copy.getWidth(), copy.getHeight());
    graphics.drawRenderedImage(image, null);
    graphics.dispose();
    return copy;
  }

  /** Java2D would take grey for linear light and make it brighter than it is in a PNG. */
  private static BufferedImage opaqueGrey(Raster image, ColorModel colors) {
    BufferedImage copy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < copy.getHeight(); y++) {
      for (int x = 0; x < copy.getWidth(); x++) {
        double grey = share(image, x, y, 0, colors);
        double alpha = colors.hasAlpha() ? share(image, x, y, 1, colors) : 1;
        double shown = (colors.isAlphaPremultiplied() ? grey : grey * alpha) + 1 - alpha;
        copy.getRaster().setSample(x, y, 0, (int) Math.round(255 * shown));
      }
    }
    return copy;
  }

  private static double share(Raster image, int x, int y, int band, ColorModel colors) {
    double most = (1L << colors.getComponentSize(band)) - 1;
    return image.getSample(image.getMinX() + x, image.getMinY() + y, band) / most;
  }
}
