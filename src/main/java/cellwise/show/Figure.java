package cellwise.show;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/**
 * Something to look at in a notebook. An immutable value that holds its HTML; needs no script, no
 * file and no network to be shown.
 *
 * @param html a piece of HTML, readable on light and on dark pages
 * @param text what it shows, in words, for those who cannot see it and where there is no HTML
 */
public record Figure(String html, String text) {
  /**
   * Returns an image with its text alternative.
   *
   * @param width pixels on the page; the image may have more, for screens of high density
   */
  static Figure of(BufferedImage image, int width, String text) {
    String html =
        "<img src=\"%s\" width=\"%s\" alt=\"%s\" style=\"max-width:100%%;border-radius:4px\">"
            .formatted(source(image), width, escape(text));
    return new Figure(html, text);
  }

  /** Returns an image as a data address with its PNG inside. */
  static String source(BufferedImage image) {
    try (ByteArrayOutputStream png = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", png);
      return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  /** Returns text as HTML shows it. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Returns the text. */
  @Override
  public String toString() {
    return text;
  }
}
