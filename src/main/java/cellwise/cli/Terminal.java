package cellwise.cli;

import cellwise.engine.UnpackedLibraries;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Platform;

/** What the C library knows of a terminal; Java tells of one only where input is one too. */
final class Terminal {
  /** Descriptor of standard output. */
  static final int OUT = 1;

  /** Descriptor of standard error. */
  static final int ERR = 2;

  private static final int USUAL = 80;

  static {
    UnpackedLibraries.besideTheEngine();
  }

  private Terminal() {}

  /** Returns whether one is there, as far as can be told. */
  static boolean isThere(int descriptor) {
    try {
      return call(Platform.isWindows() ? "_isatty" : "isatty", descriptor) != 0;
    } catch (LinkageError e) { // where machine code cannot be unpacked
      return false;
    }
  }

  /** Returns how many characters fit into a line now, of a terminal that may change its width. */
  static int columns(int descriptor) {
    if (Platform.isLinux() || Platform.isMac()) {
      try (Memory size = new Memory(8)) { // struct winsize: rows, columns, pixels
        size.clear();
        long request = Platform.isMac() ? 0x40087468L : 0x5413L; // TIOCGWINSZ
        call("ioctl", descriptor, request, size);
        int columns = size.getShort(2) & 0xffff;
        return columns > 0 ? columns : USUAL;
      }
    }
    return USUAL;
  }

  private static int call(String name, Object... arguments) {
    return Function.getFunction(Platform.C_LIBRARY_NAME, name).invokeInt(arguments);
  }
}
