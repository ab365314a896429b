package cellwise.kernel.eval;

import java.util.regex.Pattern;

/**
 * The source of one cell, in which snippets and messages are placed by line.
 *
 * @param name what messages call it
 * @param source the text as it was sent
 */
public record Cell(String name, String source) {
  private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\w+[.$]");

  /** The cell of an execution count, from 1. */
  public Cell(int number, String source) {
    this("cell " + number, source);
  }

  /** A snippet of a cell, beginning at a character counted from 0. */
  record Part(Cell cell, int start) {
    /** Names the cell and its line that hold the given line of the snippet, both counted from 1. */
    String place(int lineOfSnippet) {
      return cell.name + ", line " + (cell.lineOf(start) + lineOfSnippet - 1);
    }

    /** The same part of the cell with {@code public} at a place in the part. */
    Part madePublic(int at) {
      String source = WrongRefusal.madePublic(cell.source, start + at);
      return new Part(new Cell(cell.name, source), start);
    }

    /** Where it begins, as {@link Cell#excerpt} says it. */
    String excerpt() {
      return cell.excerpt(start, start + 1);
    }
  }

  /** The line, counted from 1, of the character at {@code position}. */
  int lineOf(int position) {
    return 1 + (int) source.substring(0, position).chars().filter(c -> c == '\n').count();
  }

  /** The place of a character, the text of its line, and marks below up to {@code end}. */
  String excerpt(int start, int end) {
    int position = Math.min(start, source.length());
    int lineStart = source.lastIndexOf('\n', position - 1) + 1;
    int newline = source.indexOf('\n', position);
    int lineEnd = newline < 0 ? source.length() : newline;
    int marks = Math.max(1, Math.min(end, lineEnd) - position);
    String indent = source.substring(lineStart, position).replaceAll("[^\t]", " ");
    return "%s, line %s:\n    %s\n    %s%s"
        .formatted(
            name,
            lineOf(position),
            source.substring(lineStart, lineEnd),
            indent,
            "^".repeat(marks));
  }

  /** Takes JShell's wrapper classes off the class names in a text. */
  static String withoutWrappers(String text) {
    return WRAPPER.matcher(text).replaceAll("");
  }
}
