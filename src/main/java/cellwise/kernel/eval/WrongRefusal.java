package cellwise.kernel.eval;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import jdk.jshell.Diag;

/** What JShell refuses though it is right as its author wrote it, and forms in which it runs. */
final class WrongRefusal {
  private static final String NARROW_CONSTRUCTOR =
      "compiler.err.invalid.canonical.constructor.in.record";
  private static final String NO_SEALED_TYPE = "compiler.err.non.sealed.with.no.sealed.supertype";
  private static final String UNRESOLVED = "compiler.err.cant.resolve";

  private WrongRefusal() {}

  /**
   * Where a record was refused for a constructor without {@code public}, which is right in its
   * source; but JShell makes the record public.
   */
  static OptionalInt narrowConstructor(String source, List<Diag> errors) {
    return errors.stream()
        .filter(error -> error.getCode().equals(NARROW_CONSTRUCTOR))
        .filter(error -> error.getMessage(Locale.ROOT).contains("stronger access"))
        .mapToInt(error -> (int) error.getStartPosition())
        .filter(at -> at >= 0 && !source.startsWith("private", at))
        .findFirst();
  }

  /** Source with {@code public} before a declaration that begins at a position. */
  static String madePublic(String source, int at) {
    String declaration = source.substring(at).replaceFirst("\\Aprotected\\s+", "");
    return source.substring(0, at) + "public " + declaration;
  }

  /**
   * True if a class was refused as {@code non-sealed} only because the type above it is not yet
   * known, as it cannot be before this one is.
   */
  static boolean isNonSealedTooEarly(List<Diag> errors) {
    return errors.stream().anyMatch(error -> error.getCode().equals(NO_SEALED_TYPE))
        && errors.stream().anyMatch(error -> error.getCode().startsWith(UNRESOLVED));
  }

  /** Source with {@code final} for {@code non-sealed}. */
  static String madeFinal(String source) {
    return CellSplitter.NON_SEALED.matcher(source).replaceFirst("final");
  }
}
