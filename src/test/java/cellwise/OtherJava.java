package cellwise;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A main class of the tests' in a process of its own, with this one's Java and class path. */
public final class OtherJava {
  private OtherJava() {}

  /** Returns the command that runs a main class. */
  public static List<String> command(Class<?> main, String... arguments) {
    return command(List.of(), main, arguments);
  }

  /**
   * Returns the command that runs a main class.
   *
   * @param options of the JVM
   */
  public static List<String> command(List<String> options, Class<?> main, String... arguments) {
    return command(System.getProperty("java.class.path"), options, main, arguments);
  }

  /**
   * Returns this process's class path without the jars that have one of the words in their name.
   */
  public static String classPathWithout(String... words) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry -> Stream.of(words).noneMatch(Path.of(entry).getFileName().toString()::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Returns the command that runs a main class.
   *
   * @param classPath another one than this process has
   * @param options of the JVM
   */
  public static List<String> command(
      String classPath, List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
