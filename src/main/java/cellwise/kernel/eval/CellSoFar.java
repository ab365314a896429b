package cellwise.kernel.eval;

import cellwise.kernel.eval.CellSplitter.Piece;
import java.util.regex.Pattern;

/**
 * The source of a cell up to the cursor, in a form in which JShell, which knows nothing of a cell
 * that has not run, sees what it declares: imports, then a class with its classes and methods,
 * whose last method holds its statements and what stands at the cursor.
 *
 * @param code the source, at whose end the cursor is
 * @param shift how far its end is behind the cell's
 */
record CellSoFar(String code, int shift) {
  private static final Pattern IMPORT = Pattern.compile("import\\b.*", Pattern.DOTALL);
  private static final Pattern TYPE =
      Pattern.compile(
          "(?:@[\\w.]+(?:\\([^)]*\\))?\\s+|(?:public|static|final|abstract|sealed|non-sealed)\\s+)*"
              + "(?:@?interface|class|enum|record)\\s+[\\p{L}_$].*",
          Pattern.DOTALL);
  private static final Pattern METHOD =
      Pattern.compile(
          "(?!(?:new|return|throw|else|do|try)\\b)(?:[^\\s=;(){}\"]+\\s+)+[\\p{L}_$][\\w$]*"
              + "\\s*\\([^){};\"]*\\)\\s*(?:throws[^{};]*)?\\{.*",
          Pattern.DOTALL);

  /**
   * Puts a cell's source into this form, if it has to be.
   *
   * @param hasImports whether its imports may be a part of it
   */
  static CellSoFar of(CellSplitter splitter, String cell, boolean hasImports) {
    StringBuilder imports = new StringBuilder();
    StringBuilder members = new StringBuilder();
    StringBuilder statements = new StringBuilder();
    int at = 0;
    Piece piece = splitter.next(cell, at);
    while (piece.isWhole() && piece.end() < cell.length()) {
      kind(piece.source(), imports, members, statements).append(piece.source()).append('\n');
      at = piece.end();
      piece = splitter.next(cell, at);
    }
    if (imports.isEmpty() && members.isEmpty()) {
      return new CellSoFar(cell, 0);
    }
    String last = cell.substring(at);
    String opening = METHOD.matcher(last.strip()).matches() ? "class $Last { " : "";
    String code =
        (hasImports ? imports : "")
            + "class $Cell { "
            + members
            + "void $cell() throws Throwable { "
            + statements
            + opening
            + last;
    return new CellSoFar(code, code.length() - cell.length());
  }

  private static StringBuilder kind(
      String source, StringBuilder imports, StringBuilder members, StringBuilder statements) {
    if (IMPORT.matcher(source).matches()) {
      return imports;
    }
    boolean isMember = TYPE.matcher(source).matches() || METHOD.matcher(source).matches();
    return isMember ? members : statements;
  }
}
