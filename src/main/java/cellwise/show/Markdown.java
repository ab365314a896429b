package cellwise.show;

import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Notes as pages show them. HTML in a note is shown as text, and a link can start no script. */
final class Markdown {
  private static final Parser PARSER = Parser.builder().build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();

  private Markdown() {}

  static String html(String text) {
    return RENDERER.render(PARSER.parse(text));
  }
}
