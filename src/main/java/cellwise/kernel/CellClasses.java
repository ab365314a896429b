package cellwise.kernel;

import java.lang.instrument.ClassDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.execution.LoaderDelegate;

/**
 * The classes that cells are compiled to: the JDK's own loader, which is only to be had inside a
 * control, and redefinition beside it.
 */
final class CellClasses extends DirectExecutionControl implements LoaderDelegate {
  private boolean redefining;

  /** Until the next call with false, classes to load are taken as new versions of loaded ones. */
  void redefining(boolean redefining) {
    this.redefining = redefining;
  }

  @Override
  public void load(ClassBytecodes[] compiled)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    ClassBytecodes[] classes =
        Stream.of(compiled)
            .map(each -> new ClassBytecodes(each.name(), ExitCalls.redirect(each.bytecodes())))
            .toArray(ClassBytecodes[]::new);
    if (!redefining) {
      super.load(classes);
    } else if (!Redefinition.redefine(definitions(classes))) {
      throw new ClassInstallException("cannot be redefined", new boolean[classes.length]);
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
  public Class<?> findClass(String name) throws ClassNotFoundException {
    return super.findClass(name);
  }
}
