package cellwise.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The labelled pictures of one file, counted from 0. */
interface Records {
  /** The path, or what the pictures are called where there is no file. */
  String source();

  int size();

  Picture picture(int index);

  /** Returns all bytes, file by file, to read from. */
  List<ByteBuffer> bytes();

  /** Returns the name of the file without its folder. */
  default String name() {
    return Path.of(source()).getFileName().toString();
  }
}
