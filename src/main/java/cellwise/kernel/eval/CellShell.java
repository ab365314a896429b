package cellwise.kernel.eval;

import cellwise.kernel.load.CellClasses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jshell.JShell;

/**
 * The JShell of the cells, and what is known of what they have declared in it.
 *
 * @param jshell what compiles and keeps their snippets
 * @param errors words for what goes wrong in them
 * @param declarations what they do to earlier ones
 */
record CellShell(JShell jshell, CellErrors errors, Declarations declarations) {
  private static final List<String> IMPORTS =
      List.of(
          "import java.util.*;",
          "import java.io.*;",
          "import java.math.*;",
          "import java.net.*;",
          "import java.util.concurrent.*;",
          "import java.util.prefs.*;",
          "import java.util.regex.*;",
          // By name, since java.awt.*, javax.swing.* and java.sql.* have such names too: imported
          // later, they would make every snippet that has one of them ambiguous, and its variables
          // vanish.
          "import java.util.List;",
          "import java.util.Timer;",
          "import java.util.Date;");

  /**
   * Starts a shell with the default imports, which has compiled and run once, so that the first
   * cell need not wait.
   *
   * @param variables of the environment; a path that cannot be used becomes one of its problems
   * @param functions classes whose static methods every cell can call
   */
  static CellShell start(
      CellControl control,
      CellClasses classes,
      IjavaVariables variables,
      List<Class<?>> functions) {
    JShell shell =
        JShell.builder()
            .executionEngine(control, Map.of())
            .fileManager(classes::fileManager)
            .compilerOptions(variables.compilerOptions().toArray(String[]::new))
            .build();
    for (Path each : variables.classPath()) {
      try {
        classes.addToClassPath(shell, List.of(each));
      } catch (IllegalArgumentException e) {
        variables.problems().add("IJAVA_CLASSPATH: " + e.getMessage());
      }
    }
    Stream<String> ours = functions.stream().map(each -> "import static " + each.getName() + ".*;");
    Stream.concat(IMPORTS.stream(), ours).forEach(shell::eval);
    shell.eval("0");
    shell.sourceCodeAnalysis().completionSuggestions("Ma", 2, new int[1]);
    CellErrors errors = new CellErrors(shell);
    return new CellShell(shell, errors, new Declarations(shell, errors));
  }
}
