package cellwise.show;

import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Notes as pages show them. HTML in a note is shown as text, a link can start no script, and an
 * image that is not in the note itself is a link to it: who opens a page tells nobody.
 */
final class Markdown {
  private static final Parser PARSER = Parser.builder().build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).urlSanitizer(new Urls()).build();

  private Markdown() {}

  /** Links to pages and addresses; images that are data. */
  private static final class Urls extends DefaultUrlSanitizer {
    Urls() {
      super(List.of("http", "https", "mailto"));
    }

    @Override
    public String sanitizeImageUrl(String url) {
      return isData(url) ? url : "";
    }
  }

  static String html(String text) {
    Node note = PARSER.parse(text);
    note.accept(new RemoteImages());
    return RENDERER.render(note);
  }

  private static boolean isData(String url) {
    return url.regionMatches(true, 0, "data:image/", 0, "data:image/".length());
  }

  /** Makes links of them, with their text alternative or else their address. */
  private static final class RemoteImages extends AbstractVisitor {
    @Override
    public void visit(Image image) {
      visitChildren(image);
      if (isData(image.getDestination())) {
        return;
      }
      Link link = new Link(image.getDestination(), image.getTitle());
      for (Node child = image.getFirstChild(); child != null; child = image.getFirstChild()) {
        link.appendChild(child);
      }
      if (link.getFirstChild() == null) {
        link.appendChild(new Text(image.getDestination()));
      }
      image.insertAfter(link);
      image.unlink();
    }
  }
}
