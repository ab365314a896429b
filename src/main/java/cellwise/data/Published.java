package cellwise.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A published data set, known by its bytes: what lies in a folder has its name only if every file
 * is the published one.
 *
 * @param name what charts, tables and the journal call it
 * @param md5 the checksums of its files, unpacked: those of the training pictures, then the test's
 */
record Published(String name, List<String> md5) {
  /** MD5 finds what is another copy; it keeps out nobody who wants to deceive himself. */
  private static final List<Published> ALL =
      List.of(
          new Published(
              "CIFAR-10",
              List.of(
                  "5dd7e06a14cb22eb9f671a540d1b7c25",
                  "5ea93a67294ea407fff1d09f752e9692",
                  "942cd6a4bcdd0dd3c604fbe906cb4421",
                  "ae636b3ba5c66a11e91e8cb52e771fcb",
                  "53f37980c15c3d472c316c40844f3f0d",
                  "803d5f7f4d78ea53de84dbe85f74fb6d")),
          new Published(
              "CIFAR-100",
              List.of("6172c7755cfe09b2fe270c85cebc1b15", "4499cfba6c016c1be1438163640a0898")),
          new Published(
              "MNIST",
              List.of(
                  "6bbc9ace898e44ae57da46a324031adb",
                  "a25bea736e30d166cdddb491f175f624",
                  "2646ac647ad5339dbf082846283269ea",
                  "27ae3e4e09519cfbb04c329615203637")),
          new Published(
              "Fashion-MNIST",
              List.of(
                  "f4a8712d7a061bf5bd6d2ca38dc4d50a",
                  "9018921c3c673c538a1fc5bad174d6f9",
                  "8181f5470baa50b63fa0f6fddb340f0a",
                  "15d484375f8d13e6eb1aabb0c3f46965")));

  private static final List<String> DRAWN = List.of("Shapes-10", "Digits");

  /**
   * Returns what to call the pictures of a folder: by their bytes, else as the folder is called.
   *
   * @param files those of the training pictures, then the test's
   */
  static String nameOf(Path folder, List<ByteBuffer> files) {
    return nameOf(folder, files, ALL);
  }

  static String nameOf(Path folder, List<ByteBuffer> files, List<Published> known) {
    List<Published> alike = known.stream().filter(set -> set.md5.size() == files.size()).toList();
    for (int i = 0; i < files.size() && !alike.isEmpty(); i++) {
      int at = i;
      String found = checksum(files.get(i));
      alike = alike.stream().filter(set -> set.md5.get(at).equals(found)).toList();
    }
    return alike.isEmpty() ? ownName(folder) : alike.get(0).name;
  }

  /** Returns what a folder is called, which no published set is. */
  static String ownName(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String own = last == null ? folder.toString() : last.toString();
    boolean isTaken =
        Stream.concat(DRAWN.stream(), ALL.stream().map(Published::name))
            .anyMatch(own::equalsIgnoreCase);
    return isTaken ? "folder " + own : own;
  }

  static String checksum(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform must have MD5", e);
    }
  }
}
