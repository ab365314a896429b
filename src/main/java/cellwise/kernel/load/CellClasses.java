package cellwise.kernel.load;

import java.io.File;
import java.lang.instrument.ClassDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import jdk.jshell.JShell;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;

/**
 * The classes that cells are compiled to, in a {@link CellLoader}, and their redefinition. The
 * JDK's own loader would prefer the kernel's libraries to those that a cell adds.
 */
public final class CellClasses implements LoaderDelegate {
  private static final Pattern VERSION = Pattern.compile("(\\$JShell\\$\\d+)[A-Z]+");

  private final CellLoader loader = new CellLoader();
  private final Map<String, Class<?>> loaded = new HashMap<>();
  private final Map<String, String> places = new ConcurrentHashMap<>();
  private final Map<String, byte[]> files = new HashMap<>();
  private String place = "";

  private final CellClassPath classPath = new CellClassPath();

  /**
   * Lets threads of the common pool, which must not have been used yet, find what cells have added.
   */
  public static void shareWithPool() {
    PoolThreads.install();
  }

  /** Classes whose loader threads of the common pool have too. */
  public CellClasses() {
    PoolThreads.use(loader);
  }

  /** Forgets which classes came with the cell before. */
  public void startCell() {
    places.clear();
  }

  /** Classes to load come with a statement at this place, until the next call. */
  public void startStatement(String place) {
    this.place = place;
  }

  /** Where the statement is that a class of the running cell came with, null for other classes. */
  public String place(String name) {
    return places.get(name);
  }

  /** True if the current thread is inside code that came with the running cell. */
  public boolean isCodeOfCell() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> places.containsKey(frame.getClassName())));
  }

  /** True for the class of what is thrown in the place of {@link System#exit}. */
  public static boolean isExit(String name) {
    return name.equals(SystemExit.class.getName());
  }

  /** Stops these threads where they pass a check, see {@link StopCheck#stop}. */
  public void stop(Predicate<Thread> threads) {
    StopCheck.stop(threads);
  }

  /** Has the compiler of the cells see what cells add, see {@link CellClassPath#of}. */
  public StandardJavaFileManager fileManager(StandardJavaFileManager files) {
    return classPath.of(files);
  }

  /** Adds directories and jars, see {@link CellClassPath#add}. */
  public void addToClassPath(JShell shell, List<Path> paths) {
    classPath.add(shell, paths);
  }

  /** What loads the classes of cells and what they use. */
  public ClassLoader loader() {
    return loader;
  }

  @Override
  public void load(ClassBytecodes[] compiled) throws ClassInstallException {
    ClassBytecodes[] classes = prepared(compiled);
    define(classes);
    keep(classes);
  }

  /**
   * Takes classes as new versions of loaded ones.
   *
   * @throws ClassInstallException if the JVM cannot
   */
  public void redefine(ClassBytecodes[] newVersions) throws ClassInstallException {
    ClassBytecodes[] classes = prepared(newVersions);
    if (setsStaticsAnew(classes) || !Redefinition.redefine(definitions(classes))) {
      throw new ClassInstallException("cannot be redefined", new boolean[classes.length]);
    }
    keep(classes);
  }

  private ClassBytecodes[] prepared(ClassBytecodes[] compiled) {
    Stream.of(compiled).forEach(each -> places.put(each.name(), place));
    return Stream.of(compiled)
        .map(each -> new ClassBytecodes(each.name(), CellCode.prepare(each.bytecodes())))
        .toArray(ClassBytecodes[]::new);
  }

  private void keep(ClassBytecodes[] classes) {
    Stream.of(classes).forEach(each -> files.put(each.name(), each.bytecodes()));
  }

  /** Nothing would set the static fields of a redefined class again. */
  private boolean setsStaticsAnew(ClassBytecodes[] classes) {
    Set<String> snippets =
        Stream.of(classes).map(each -> snippet(each.name())).collect(Collectors.toSet());
    // What their initializers call may be in classes that stay the same.
    Map<String, byte[]> before = new HashMap<>(files);
    before.keySet().removeIf(name -> !snippets.contains(snippet(name)));
    Map<String, byte[]> after = new HashMap<>(before);
    for (ClassBytecodes each : classes) {
      after.put(each.name(), each.bytecodes());
    }
    return !StaticValues.of(before).equals(StaticValues.of(after));
  }

  /** Without the letters by which JShell tells how often a snippet's class was loaded anew. */
  public static String unversioned(CharSequence text) {
    return VERSION.matcher(text).replaceAll("$1");
  }

  /** The class in which JShell wraps a snippet. */
  private static String snippet(String name) {
    int nested = name.indexOf('$', name.lastIndexOf("$JShell$") + "$JShell$".length());
    return nested < 0 ? name : name.substring(0, nested);
  }

  private void define(ClassBytecodes[] classes) throws ClassInstallException {
    boolean[] installed = new boolean[classes.length];
    try {
      for (ClassBytecodes each : classes) {
        loader.declare(each.name(), each.bytecodes());
      }
      for (int i = 0; i < classes.length; i++) {
        Class<?> type = loader.loadClass(classes[i].name());
        loaded.put(classes[i].name(), type);
        installed[i] = true;
        type.getDeclaredMethods(); // so that errors of linking show now
      }
    } catch (ClassNotFoundException | LinkageError e) {
      ClassInstallException failure =
          new ClassInstallException("load: " + e.getMessage(), installed);
      failure.initCause(e);
      throw failure;
    }
  }

  private ClassDefinition[] definitions(ClassBytecodes[] classes) throws ClassInstallException {
    List<ClassDefinition> definitions = new ArrayList<>();
    try {
      for (ClassBytecodes each : classes) {
        definitions.add(new ClassDefinition(findClass(each.name()), each.bytecodes()));
      }
    } catch (ClassNotFoundException e) {
      throw new ClassInstallException(e.getMessage(), new boolean[classes.length]);
    }
    return definitions.toArray(ClassDefinition[]::new);
  }

  @Override
  public void classesRedefined(ClassBytecodes[] classes) {
    // Only the class files that a cell could read as resources stay the first ones.
  }

  @Override
  public void addToClasspath(String paths) {
    for (String path : paths.split(File.pathSeparator)) {
      loader.add(Path.of(path));
    }
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    Class<?> type = loaded.get(name);
    if (type == null) {
      throw new ClassNotFoundException(name + " is of no cell");
    }
    return type;
  }
}
