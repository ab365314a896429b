package cellwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Runs the lines that a page shows, in this process, as a cell of a notebook does. */
public final class Snippets implements AutoCloseable {
  private final JShell shell = JShell.builder().executionEngine("local").build();

  public Snippets() {
    shell.addToClasspath(System.getProperty("surefire.test.class.path", ""));
    shell.addToClasspath(System.getProperty("java.class.path"));
  }

  /** Returns the value of the last snippet, as JShell writes it. */
  public String run(String code) {
    String value = null;
    for (String rest = code; !rest.isBlank(); ) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      List<SnippetEvent> events = shell.eval(next.source());
      for (SnippetEvent event : events) {
        assertThat(event.exception()).as(next.source()).isNull();
        assertThat(event.status())
            .as("%s%s", next.source(), shell.diagnostics(event.snippet()).toList())
            .isEqualTo(Snippet.Status.VALID);
      }
      value = events.get(0).value();
      rest = next.remaining();
    }
    return value;
  }

  @Override
  public void close() {
    shell.close();
  }
}
