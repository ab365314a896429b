package cellwise.kernel.load;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Changes the class files of cells: each method asks {@link StopCheck} at its start and before each
 * jump back, {@link System#exit} becomes {@link SystemExit#exit}, and {@link
 * ProcessBuilder#start()} becomes {@link ChildProcess#start}.
 *
 * <p>The JDK's own control adds such checks only since 20, where its flag stops the code of all
 * cells, and it cannot do so for code in which two classes of cells meet. A check neither takes nor
 * leaves anything on the stack, so nothing else in a method changes; one too long for them is left
 * without. A security manager, the JDK's means against {@code exit}, is no more since 24.
 */
final class CellCode extends ClassVisitor {
  private static final int API = Opcodes.ASM9;
  private static final Handle CHECK =
      new Handle(
          Opcodes.H_INVOKESTATIC,
          Type.getInternalName(StopCheck.class),
          "link",
          MethodType.methodType(CallSite.class, Lookup.class, String.class, MethodType.class)
              .toMethodDescriptorString(),
          false);
  private static final String EXIT = Type.getInternalName(SystemExit.class);
  private static final String CHILD = Type.getInternalName(ChildProcess.class);
  private static final String START = "()Ljava/lang/Process;";
  private static final int VERSION = 6; // where a class file has its major version

  private final boolean hasChecks;

  private CellCode(ClassVisitor target, boolean hasChecks) {
    super(API, target);
    this.hasChecks = hasChecks;
  }

  /** The class file as cells are to run it. */
  static byte[] prepare(byte[] classFile) {
    try {
      return prepare(classFile, true);
    } catch (MethodTooLargeException e) {
      return prepare(classFile, false);
    }
  }

  private static byte[] prepare(byte[] classFile, boolean hasChecks) {
    ClassReader reader = reader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new CellCode(writer, hasChecks), 0);
    byte[] prepared = writer.toByteArray();
    System.arraycopy(classFile, VERSION, prepared, VERSION, 2);
    return prepared;
  }

  /** Reads a class file, also of a JDK to come. */
  static ClassReader reader(byte[] classFile) {
    byte[] known = classFile.clone();
    known[VERSION] = 0;
    known[VERSION + 1] = Opcodes.V17; // what it holds is read alike
    return new ClassReader(known);
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String type, String signature, String[] exceptions) {
    MethodVisitor method = super.visitMethod(access, name, type, signature, exceptions);
    return method == null ? null : new Code(method);
  }

  /** The code of one method. */
  private final class Code extends MethodVisitor {
    private final Set<Label> passed = new HashSet<>();

    Code(MethodVisitor target) {
      super(API, target);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      check();
    }

    @Override
    public void visitLabel(Label label) {
      passed.add(label);
      super.visitLabel(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      if (passed.contains(label)) {
        check();
      }
      super.visitJumpInsn(opcode, label);
    }

    private void check() {
      if (hasChecks) {
        super.visitInvokeDynamicInsn("check", "()V", CHECK);
      }
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isOf) {
      if (owner.equals("java/lang/ProcessBuilder") && name.equals("start") && type.equals(START)) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, CHILD, name, "(L" + owner + ";)" + START.substring(2), false);
        return;
      }
      super.visitMethodInsn(opcode, isExit(owner, name, type) ? EXIT : owner, name, type, isOf);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String type, Handle bootstrap, Object... arguments) {
      Object[] redirected = Stream.of(arguments).map(Code::redirected).toArray();
      super.visitInvokeDynamicInsn(name, type, bootstrap, redirected);
    }

    /** For {@code System::exit}. */
    private static Object redirected(Object argument) {
      return argument instanceof Handle handle
              && isExit(handle.getOwner(), handle.getName(), handle.getDesc())
          ? new Handle(handle.getTag(), EXIT, handle.getName(), handle.getDesc(), false)
          : argument;
    }

    private static boolean isExit(String owner, String name, String type) {
      return owner.equals("java/lang/System") && name.equals("exit") && type.equals("(I)V");
    }
  }
}
