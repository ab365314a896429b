package cellwise.kernel.magic;

import cellwise.kernel.files.Globs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** {@code %jars} and {@code %classpath}: files of this machine for the class path. */
public final class ClassPathMagics {
  private final Consumer<List<Path>> classPath;

  private ClassPathMagics(Consumer<List<Path>> classPath) {
    this.classPath = classPath;
  }

  /** Registers them; what they find is passed to {@code classPath}. */
  public static void register(CellMagics magics, Consumer<List<Path>> classPath) {
    ClassPathMagics all = new ClassPathMagics(classPath);
    magics.registerLineMagic("jars", all::jars);
    magics.registerLineMagic("classpath", all::classPath);
  }

  private List<String> jars(List<String> patterns) throws IOException {
    return add(Globs.find(patterns).stream().filter(Files::isRegularFile).toList());
  }

  private List<String> classPath(List<String> patterns) throws IOException {
    return add(Globs.find(patterns));
  }

  private List<String> add(List<Path> paths) {
    classPath.accept(paths);
    return paths.stream().map(Path::toString).toList();
  }
}
