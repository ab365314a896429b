package cellwise.kernel.load;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/**
 * What the static fields of some classes are set to: their constants, and the code that their
 * static initializers run in these classes. The JVM runs it once, so that a class with another
 * needs to be loaded anew instead of being redefined.
 */
final class StaticValues {
  private static final String INITIALIZER = "<clinit>()V";

  private final Map<String, String> methods = new HashMap<>();
  private final Map<String, Set<String>> calls = new HashMap<>();
  private final StringBuilder constants = new StringBuilder();

  private StaticValues(Map<String, byte[]> classFiles) {
    int flags = ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES;
    new TreeMap<>(classFiles)
        .forEach((name, file) -> CellCode.reader(file).accept(new Members(), flags));
  }

  /** What the static fields of class files, by their names, are set to, to be compared. */
  static String of(Map<String, byte[]> classFiles) {
    return new StaticValues(classFiles).text();
  }

  private String text() {
    Deque<String> open = new ArrayDeque<>();
    methods.keySet().stream()
        .filter(each -> each.endsWith(INITIALIZER))
        .sorted()
        .forEach(open::add);
    Set<String> seen = new LinkedHashSet<>(open);
    StringBuilder text = new StringBuilder(constants);
    while (!open.isEmpty()) {
      String method = open.remove();
      text.append(method).append('\n').append(methods.get(method));
      calls.get(method).stream()
          .filter(each -> methods.containsKey(each) && seen.add(each))
          .forEach(open::add);
    }
    return CellClasses.unversioned(text);
  }

  private final class Members extends ClassVisitor {
    private String name;

    Members() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String parent, String[] types) {
      this.name = name;
    }

    @Override
    public FieldVisitor visitField(
        int access, String field, String type, String signature, Object value) {
      if (value != null) {
        constants.append("%s.%s = %s%n".formatted(name, field, value));
      }
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String method, String type, String signature, String[] exceptions) {
      return new Body(name + "." + method + type);
    }
  }

  private final class Body extends MethodVisitor {
    private final String method;
    private final Textifier code;
    private final Set<String> called = new LinkedHashSet<>();

    Body(String method) {
      this(method, new Textifier());
    }

    private Body(String method, Textifier code) {
      super(Opcodes.ASM9, new TraceMethodVisitor(code));
      this.method = method;
      this.code = code;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String type, boolean isInterface) {
      called.add(owner + "." + name + type);
      super.visitMethodInsn(opcode, owner, name, type, isInterface);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String type, Handle bootstrap, Object... arguments) {
      for (Object each : arguments) {
        if (each instanceof Handle handle) {
          called.add(handle.getOwner() + "." + handle.getName() + handle.getDesc());
        }
      }
      super.visitInvokeDynamicInsn(name, type, bootstrap, arguments);
    }

    @Override
    public void visitEnd() {
      StringWriter text = new StringWriter();
      code.print(new PrintWriter(text, true));
      methods.put(method, text.toString());
      calls.put(method, called);
    }
  }
}
