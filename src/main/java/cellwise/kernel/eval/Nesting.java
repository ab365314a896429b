package cellwise.kernel.eval;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Which classes inside of a class are bound to one of its objects, as inner classes are. */
final class Nesting extends TreeScanner<Void, String> {
  private final Map<String, Boolean> inner = new HashMap<>();
  private Tree.Kind around;

  private Nesting() {}

  /** True if a class inside is an inner class in one of two sources, and is none in the other. */
  static boolean differs(String before, String after) {
    Map<String, Boolean> old = of(before);
    return of(after).entrySet().stream()
        .anyMatch(
            each -> !old.getOrDefault(each.getKey(), each.getValue()).equals(each.getValue()));
  }

  private static Map<String, Boolean> of(String source) {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreErrors) {
            return source;
          }
        };
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problem -> {}, null, null, List.of(file));
    Nesting found = new Nesting();
    try {
      for (CompilationUnitTree each : task.parse()) {
        found.scan(each, "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.inner;
  }

  @Override
  public Void visitClass(ClassTree type, String path) {
    Tree.Kind outside = around;
    String name = path + "." + type.getSimpleName();
    boolean isInner =
        outside != Tree.Kind.INTERFACE
            && type.getKind() == Tree.Kind.CLASS
            && !type.getModifiers().getFlags().contains(Modifier.STATIC);
    if (outside != null) {
      inner.put(name, isInner);
    }
    around = type.getKind();
    super.visitClass(type, name);
    around = outside;
    return null;
  }
}
