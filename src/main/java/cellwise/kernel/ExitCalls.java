package cellwise.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Makes the code of a class call {@link SystemExit#exit} for {@link System#exit}.
 *
 * <p>Code names a method by an entry of the class file's table of constants. So it is enough to add
 * another class to the table and to let the entry of this one method name that class. A security
 * manager, the JDK's own means, is no more since 24.
 */
final class ExitCalls {
  private static final int TABLE = 10; // after magic number, version and count
  private static final String REPLACEMENT = SystemExit.class.getName().replace('.', '/');

  private final ByteBuffer file;
  private final int[] entries; // position of each constant's tag

  private ExitCalls(byte[] classFile) {
    file = ByteBuffer.wrap(classFile.clone());
    entries = new int[(file.getShort(8) & 0xFFFF) + 1]; // and of the table's end
    int position = TABLE;
    for (int i = 1; i < entries.length - 1; i++) {
      entries[i] = position;
      int tag = file.get(position);
      position += size(tag, position);
      if (tag == 5 || tag == 6) {
        i++; // long and double take two numbers
      }
    }
    entries[entries.length - 1] = position;
  }

  /** The class file with its calls redirected, or as it was if there are none. */
  static byte[] redirect(byte[] classFile) {
    return new ExitCalls(classFile).redirected();
  }

  private byte[] redirected() {
    int count = entries.length - 1;
    boolean isFound = false;
    // A table holds 65,535 constants at most.
    for (int i = 1; i < count && count < 0xFFFD; i++) {
      if (entries[i] > 0 && isExit(entries[i])) {
        file.putShort(entries[i] + 1, (short) (count + 1));
        isFound = true;
      }
    }
    return isFound ? withReplacement(count) : file.array();
  }

  /** {@code Methodref(Class(java/lang/System), NameAndType(exit, (I)V))}. */
  private boolean isExit(int method) {
    return file.get(method) == 10
        && "java/lang/System".equals(text(entry(entry(method + 1) + 1)))
        && "exit".equals(text(entry(entry(method + 3) + 1)))
        && "(I)V".equals(text(entry(entry(method + 3) + 3)));
  }

  private byte[] withReplacement(int count) {
    byte[] name = REPLACEMENT.getBytes(StandardCharsets.UTF_8);
    ByteBuffer added =
        ByteBuffer.allocate(6 + name.length)
            .put((byte) 1) // a text
            .putShort((short) name.length)
            .put(name)
            .put((byte) 7) // a class, by the number of its name
            .putShort((short) count);
    int end = entries[count];
    file.putShort(8, (short) (count + 2));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file.array(), 0, end);
    out.writeBytes(added.array());
    out.write(file.array(), end, file.capacity() - end);
    return out.toByteArray();
  }

  /** The position of the constant whose number stands at a position. */
  private int entry(int position) {
    return entries[file.getShort(position) & 0xFFFF];
  }

  private String text(int position) {
    int length = file.getShort(position + 1) & 0xFFFF;
    return new String(file.array(), position + 3, length, StandardCharsets.UTF_8);
  }

  /** Bytes of a constant with its tag, see section 4.4 of the JVM's specification. */
  private int size(int tag, int position) {
    return switch (tag) {
      case 1 -> 3 + (file.getShort(position + 1) & 0xFFFF);
      case 5, 6 -> 9;
      case 7, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      default -> 5;
    };
  }
}
