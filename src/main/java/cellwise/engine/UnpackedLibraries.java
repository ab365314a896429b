package cellwise.engine;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where libraries of machine code are unpacked before they are loaded. */
public final class UnpackedLibraries {
  private UnpackedLibraries() {}

  /**
   * Has those of JNA and SQLite unpacked where the engine's is ({@code DJL_CACHE_DIR}): their own
   * places, a temporary folder and one at home, may forbid to run what lies there. Leaves what the
   * user has set, and leaves all as it is where that folder cannot be written. To be called before
   * either is first used.
   */
  public static void besideTheEngine() {
    Path folder = Utils.getEngineCacheDir().toAbsolutePath();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      return;
    }
    if (Files.isWritable(folder)) {
      System.getProperties().putIfAbsent("jna.tmpdir", folder.toString());
      System.getProperties().putIfAbsent("org.sqlite.tmpdir", folder.toString());
    }
  }
}
