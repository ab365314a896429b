package cellwise.kernel.install;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a shell does before it becomes the kernel, since a process cannot change its own
 * environment, and {@code kernel.json} can only set a variable over the user's.
 */
final class ShellStart {
  private static final Path SHELL = Path.of("/bin/sh");

  /** Java takes names of files, and what is printed, for ASCII where the locale is not UTF-8. */
  private static final String UTF_8 =
      """
      if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
        if [ -n "$LC_ALL" ]; then LANG=$LC_ALL; unset LC_ALL; fi
        LC_CTYPE=C.UTF-8; export LANG LC_CTYPE
      fi
      """;

  private ShellStart() {}

  /** Whether this system has such a shell; Windows has none. */
  static boolean isPossible() {
    return Files.isExecutable(SHELL);
  }

  /**
   * The beginning of a command line, which the program and its arguments follow.
   *
   * @param defaults environment variables that the program gets where the user has set none
   */
  static List<String> command(Map<String, String> defaults) {
    String settings =
        defaults.entrySet().stream()
            .map(
                e -> "%1$s=${%1$s:-%2$s}; export %1$s%n".formatted(e.getKey(), quote(e.getValue())))
            .collect(Collectors.joining());
    return List.of(SHELL.toString(), "-c", settings + UTF_8 + "exec \"$@\"", "kernel");
  }

  private static String quote(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
