package cellwise.kernel.show;

import io.github.spencerpark.jupyter.kernel.display.RenderContext;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Shows a value as HTML, beside its text, if its class has a public method {@code String html()}
 * that stands in a cell or in this project. In other libraries a method of that name may return
 * what somebody else wrote, such as a page from the web, whose scripts would run in the notebook.
 */
final class HtmlRenderer {
  /** The packages of this project, and the one of all cells. */
  private static final List<String> OURS = List.of("cellwise.", "REPL.");

  private HtmlRenderer() {}

  /** Adds the rule for classes that have no renderer of their own. */
  static void register(Renderer renderer) {
    renderer
        .createRegistration(Object.class)
        .preferring(MIMEType.TEXT_HTML)
        .register(HtmlRenderer::render);
  }

  private static void render(Object value, RenderContext context) {
    Method html = htmlMethod(value.getClass());
    if (html != null) {
      context.renderIfRequested(MIMEType.TEXT_HTML, () -> call(html, value));
    }
  }

  private static Method htmlMethod(Class<?> type) {
    try {
      Method html = type.getMethod("html");
      String author = html.getDeclaringClass().getName();
      boolean isOurs = OURS.stream().anyMatch(author::startsWith);
      // The class itself need not be public: records of cells and of packages are not.
      return isOurs && html.getReturnType() == String.class && html.trySetAccessible()
          ? html
          : null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static Object call(Method html, Object value) {
    try {
      return html.invoke(value);
    } catch (InvocationTargetException | IllegalAccessException e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      throw new IllegalStateException(
          "html() of " + value.getClass().getName() + " failed: " + cause, cause);
    }
  }
}
