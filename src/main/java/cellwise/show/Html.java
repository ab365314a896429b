package cellwise.show;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;

/** Pieces of HTML, built and escaped by jsoup, with no white space that nobody asked for. */
final class Html {
  private Html() {}

  /** Returns an empty piece, whose {@code html()} is what is appended to it. */
  static Element piece() {
    Document page = Document.createShell("");
    page.outputSettings().prettyPrint(false).escapeMode(Entities.EscapeMode.xhtml);
    return page.body();
  }
}
