package cellwise.bench;

import cellwise.data.Cifar10;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** CIFAR-10 where {@code CELLWISE_CIFAR10} names its folder, else Shapes-10. */
final class BenchPictures {
  private BenchPictures() {}

  static Pictures open() {
    String folder = System.getenv("CELLWISE_CIFAR10");
    try {
      return folder == null ? Shapes10.open() : Cifar10.open(Path.of(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
