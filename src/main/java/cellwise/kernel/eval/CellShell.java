package cellwise.kernel.eval;

import cellwise.kernel.load.CellClassPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;

/** The JShell of the cells as the first one finds it. */
final class CellShell {
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
          "import java.util.Date;",
          "import static cellwise.kernel.CellFunctions.*;",
          "import static cellwise.kernel.MagicCalls.*;");

  private CellShell() {}

  /**
   * Starts a shell with the default imports, which has compiled and run once, so that the first
   * cell need not wait.
   *
   * @param variables of the environment; a path that cannot be used becomes one of its problems
   */
  static JShell start(CellControl control, CellClassPath classPath, IjavaVariables variables) {
    JShell shell =
        JShell.builder()
            .executionEngine(control, Map.of())
            .fileManager(classPath::of)
            .compilerOptions(variables.compilerOptions().toArray(String[]::new))
            .build();
    for (Path each : variables.classPath()) {
      try {
        classPath.add(shell, List.of(each));
      } catch (IllegalArgumentException e) {
        variables.problems().add("IJAVA_CLASSPATH: " + e.getMessage());
      }
    }
    IMPORTS.forEach(shell::eval);
    shell.eval("0");
    shell.sourceCodeAnalysis().completionSuggestions("Ma", 2, new int[1]);
    return shell;
  }
}
