package cellwise.data;

import java.nio.file.Path;
import java.util.zip.CRC32C;

/** The labelled pictures of one file, counted from 0. */
interface Records {
  /** The path, or what the pictures are called where there is no file. */
  String source();

  int size();

  Picture picture(int index);

  /** Adds all pictures and labels to a checksum. */
  void checksum(CRC32C crc);

  /** Returns the name of the file without its folder. */
  default String name() {
    return Path.of(source()).getFileName().toString();
  }
}
