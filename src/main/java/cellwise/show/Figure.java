package cellwise.show;

import cellwise.summary.Image;
import java.awt.image.BufferedImage;
import java.util.Base64;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * Something to look at in a notebook. An immutable value that holds its HTML; needs no script, no
 * file and no network to be shown. In this project's kernel it shows itself at the end of a cell or
 * by {@code display(figure)}; a notebook that runs in other kernels of IJava's family too declares
 * once
 *
 * <pre>{@code
 * void show(Figure figure) { display(figure.html(), "text/html"); }
 * }</pre>
 *
 * @param html a piece of HTML, readable on light and on dark pages
 * @param text what it shows, in words, for those who cannot see it and where there is no HTML
 */
public record Figure(String html, String text) {
  private static final String PNG = "data:image/png;base64,";

  static Figure of(Element piece, String text) {
    return new Figure(piece.html(), text);
  }

  /**
   * Returns an image with its text alternative.
   *
   * @param width pixels on the page; the image may have more, for screens of high density
   */
  static Figure of(BufferedImage image, int width, String text) {
    Element piece = Html.piece();
    append(piece, image, width, text).attr("style", "max-width:100%;border-radius:4px");
    return of(piece, text);
  }

  /** Appends an image, with its PNG inside, to a piece of HTML and returns its element. */
  static Element append(Element parent, BufferedImage image, int width, String text) {
    return parent
        .appendElement("img")
        .attr("src", PNG + Base64.getEncoder().encodeToString(Image.encode(image)))
        .attr("width", "" + width)
        .attr("alt", text);
  }

  /**
   * Returns the picture in it, as the bytes of a PNG file; of several the first.
   *
   * @throws IllegalStateException if there is none, as in a table
   */
  public byte[] png() {
    Element picture = Jsoup.parseBodyFragment(html).selectFirst("img[src^='" + PNG + "']");
    if (picture == null) {
      throw new IllegalStateException(
          "\"%s\" has no picture: take a chart or a grid of pictures".formatted(text));
    }
    return Base64.getDecoder().decode(picture.attr("src").substring(PNG.length()));
  }

  /** Returns the text. */
  @Override
  public String toString() {
    return text;
  }
}
