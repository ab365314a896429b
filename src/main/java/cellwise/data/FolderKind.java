package cellwise.data;

import cellwise.data.file.UserFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The kinds of folders that hold a data set, told from the names of what is in them. */
public enum FolderKind {
  /** CIFAR-10's binary version: {@link Cifar10#open(Path)}. */
  CIFAR_10(
      "CIFAR-10's binary version",
      "data_batch_1.bin to test_batch.bin",
      Cifar10.BINARY::isMeantBy,
      Cifar10::open),

  /** CIFAR-100's binary version, with its fine classes: {@link Cifar100#open(Path)}. */
  CIFAR_100(
      "CIFAR-100's binary version",
      "train.bin and test.bin",
      Cifar100.FINE::isMeantBy,
      Cifar100::open),

  /** MNIST's IDX files: {@link Mnist#open(Path)}. */
  MNIST("MNIST's IDX files", "train-images-idx3-ubyte …", Mnist::isMeantBy, Mnist::open),

  /** A folder of pictures for each class: {@link PictureFolder#open(Path)}. */
  CLASSES(
      "a folder of pictures for each class",
      "cat/1.jpg, dog/1.jpg …",
      ClassFolders::isMeantBy,
      PictureFolder::open);

  private final String what;
  private final String example;
  private final Signs signs;
  private final Door door;

  @FunctionalInterface
  private interface Signs {
    boolean areIn(Path folder) throws IOException;
  }

  @FunctionalInterface
  private interface Door {
    Pictures open(Path folder) throws IOException;
  }

  FolderKind(String what, String example, Signs signs, Door door) {
    this.what = what;
    this.example = example;
    this.signs = signs;
    this.door = door;
  }

  /**
   * Tells of which kind a folder is. Nothing in it is opened, so that it may still be incomplete or
   * broken. A folder with a set's own files is of that set, whatever folders lie beside them.
   *
   * @throws IOException if it is no folder, or is of no kind or of several; the message says what
   *     was looked for and what is there
   */
  public static FolderKind of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder: pass one that holds " + all());
    }
    List<FolderKind> found = new ArrayList<>();
    for (FolderKind kind : values()) {
      if ((kind != CLASSES || found.isEmpty()) && kind.signs.areIn(folder)) {
        found.add(kind);
      }
    }
    if (found.isEmpty()) {
      throw new IOException(
          "%s %s, must hold %s".formatted(folder, UserFile.content(folder), all()));
    }
    if (found.size() > 1) {
      throw new IOException(
          "%s holds %s: pass a folder with one of them"
              .formatted(
                  folder,
                  found.stream().map(FolderKind::toString).collect(Collectors.joining(" and "))));
    }
    return found.get(0);
  }

  /**
   * Opens a folder of this kind.
   *
   * @throws IOException if a file is missing or broken; the message gives its path
   */
  public Pictures open(Path folder) throws IOException {
    return door.open(folder);
  }

  private static String all() {
    return Arrays.stream(values())
        .map(kind -> "%s (%s)".formatted(kind.what, kind.example))
        .collect(Collectors.joining(", or "));
  }

  /** Returns what is in such a folder, for a sentence. */
  @Override
  public String toString() {
    return what;
  }
}
