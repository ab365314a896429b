package cellwise.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Small folders in CIFAR-10's binary version: record i of each file has label i and bytes 10·i. */
final class CifarFolder {
  static final List<String> FILES =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin",
          "test_batch.bin");

  private CifarFolder() {}

  static Path write(Path folder, int recordsPerFile) throws IOException {
    Files.createDirectories(folder);
    for (String file : FILES) {
      Files.write(folder.resolve(file), records(recordsPerFile));
    }
    return folder;
  }

  static byte[] records(int count) {
    byte[] bytes = new byte[count * 3073];
    for (int i = 0; i < count; i++) {
      bytes[i * 3073] = (byte) (i % 10);
      for (int j = 1; j < 3073; j++) {
        bytes[i * 3073 + j] = (byte) (10 * i);
      }
    }
    return bytes;
  }

  /** Returns a record with one value a plane, as in the tutorial's own test of its reader. */
  static byte[] record(int label, int red, int green, int blue) {
    byte[] bytes = new byte[3073];
    bytes[0] = (byte) label;
    int[] planes = {red, green, blue};
    IntStream.range(0, 3072).forEach(i -> bytes[i + 1] = (byte) planes[i / 1024]);
    return bytes;
  }
}
