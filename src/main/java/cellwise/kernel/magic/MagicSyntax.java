package cellwise.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns the magics of a cell into calls of two methods, line by line.
 *
 * <p>It replaces the base library's parser, which finds magics in strings and comments, takes a
 * line that goes on with {@code % b} for one, and loses backslashes.
 */
public final class MagicSyntax {
  private static final Pattern CELL_MAGIC =
      Pattern.compile("\\s*%%(?<call>\\w\\V*)(?:\\R(?<body>.*))?", Pattern.DOTALL);

  /** What is not code, so that a percent sign in it means nothing; may lack its end. */
  private static final Pattern NO_CODE =
      Pattern.compile(
          "//\\V*"
              + "|/\\*(?s:.*?)(?:\\*/|\\z)"
              + "|\"\"\"(?:\\\\(?s:.)?|[^\"\\\\]|\"(?!\"\"))*+(?:\"\"\"|\\z)"
              + "|\"(?:\\\\.|[^\"\\\\\\v])*+\"?"
              + "|'(?:\\\\.|[^'\\\\\\v])*+'?");

  private static final Pattern LINE_MAGIC = Pattern.compile("%(?<call>\\w\\V*)");
  private static final Pattern TYPED = Pattern.compile("(?:\\A|[\\r\\n=])\\s*(?<word>%%?\\w*)\\z");
  private static final int LONGEST_LITERAL = 10_000;

  private final String lineCall;
  private final String cellCall;
  private final Predicate<String> isKnown;

  /**
   * A syntax in which known names are line magics even where a modulo could stand, after a line
   * without semicolon.
   *
   * @param lineCall the method that a line magic becomes a call of, with its words
   * @param cellCall the method that a cell magic becomes a call of, with its body and words
   */
  public MagicSyntax(String lineCall, String cellCall, Predicate<String> isKnown) {
    this.lineCall = lineCall;
    this.cellCall = cellCall;
    this.isKnown = isKnown;
  }

  /** The cell as Java, with its line breaks where they were. */
  public String rewrite(String cell) {
    if (cell.indexOf('%') < 0) {
      return cell;
    }
    Matcher whole = CELL_MAGIC.matcher(cell);
    if (whole.matches()) {
      String body = whole.group("body") == null ? "" : whole.group("body");
      return call(cellCall, literal(body) + ", ", split(whole.group("call")));
    }
    return new Scan(cell).rewritten(words -> call(lineCall, "", split(words)));
  }

  /** The cell as Java of the same length, in which magics are nothing: for what only reads it. */
  public String blank(String cell) {
    return CELL_MAGIC.matcher(cell).matches()
        ? " ".repeat(cell.length())
        : new Scan(cell).rewritten(words -> ";" + " ".repeat(words.length()));
  }

  /** The magic whose name ends with the source, with its percent signs; null if none does. */
  public String typed(String source) {
    Matcher word = TYPED.matcher(source);
    return word.find() && blank(source + "x").charAt(word.start("word")) != '%'
        ? word.group("word")
        : null;
  }

  /** One way through a cell from its start. */
  private final class Scan {
    private final String cell;
    private final StringBuilder out = new StringBuilder();
    private final Matcher noCode;
    private final Matcher magic;
    private boolean isLineStart = true;
    private char last = ';';
    private int depth;

    Scan(String cell) {
      this.cell = cell;
      noCode = NO_CODE.matcher(cell);
      magic = LINE_MAGIC.matcher(cell);
    }

    /** With a magic's words, without its percent sign, made into Java. */
    String rewritten(UnaryOperator<String> java) {
      int at = 0;
      while (at < cell.length()) {
        char c = cell.charAt(at);
        if (c == '%' && magic.region(at, cell.length()).lookingAt() && isMagic()) {
          out.append(java.apply(magic.group("call")));
          last = ';';
          at = magic.end();
        } else if ("/\"'".indexOf(c) >= 0 && noCode.region(at, cell.length()).lookingAt()) {
          out.append(noCode.group());
          if (c != '/') {
            code(c);
          }
          at = noCode.end();
        } else {
          code(c);
          out.append(c);
          at++;
        }
      }
      return out.toString();
    }

    private void code(char c) {
      if (c == '\n' || c == '\r') {
        isLineStart = true;
      } else if (!Character.isWhitespace(c)) {
        isLineStart = false;
        last = c;
        depth += "([".indexOf(c) >= 0 ? 1 : ")]".indexOf(c) >= 0 ? -1 : 0;
      }
    }

    private boolean isMagic() {
      if (last == '=') {
        return true;
      }
      return isLineStart
          && depth <= 0
          && (";{}".indexOf(last) >= 0 || isKnown.test(split(magic.group("call")).get(0)));
    }
  }

  /** The words of a magic: white space parts them, but not in quotes; {@code \"} is a quote. */
  static List<String> split(String call) {
    List<String> words = new ArrayList<>();
    Matcher word =
        Pattern.compile("(?:\"(?:\\\\\"|[^\"])*\"?|\\\\\"|[^\\s\"])+").matcher(call.strip());
    while (word.find()) {
      String quotesGone = word.group().replaceAll("(?<!\\\\)\"", "");
      words.add(quotesGone.replace("\\\"", "\""));
    }
    // A habit from Java.
    String last = words.remove(words.size() - 1);
    if (!last.equals(";")) {
      words.add(last.replaceFirst(";$", ""));
    }
    return words;
  }

  /** By simple names alone, since a cell may call something {@code java} or {@code cellwise}. */
  private static String call(String function, String body, List<String> words) {
    return words.stream()
        .map(MagicSyntax::literal)
        .collect(Collectors.joining(", ", function + "(" + body, ");"));
  }

  /** In parts, as no literal may exceed 64 KiB. */
  private static String literal(String text) {
    if (text.length() > LONGEST_LITERAL) {
      String rest = literal(text.substring(LONGEST_LITERAL));
      return literal(text.substring(0, LONGEST_LITERAL)) + ".concat(" + rest + ")";
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\' || c < ' ') {
        quoted.append("\\%03o".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
