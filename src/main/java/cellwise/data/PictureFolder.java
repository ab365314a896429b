package cellwise.data;

import cellwise.data.FolderParts.Labelled;
import cellwise.data.file.ProgressBar;
import cellwise.threads.ProcessThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Opens a folder of pictures of one's own, which has a folder for each class, as those of
 * torchvision's {@code ImageFolder} and Keras's {@code image_dataset_from_directory} have:
 *
 * <pre>
 * pets/cat/1.jpg          or      pets/train/cat/1.jpg
 * pets/cat/2.png                  pets/train/dog/rex.jpg
 * pets/dog/rex.jpg                pets/test/cat/2.png
 * </pre>
 *
 * <p>The folders' names are the classes', in the order of their code points. Pictures may be of any
 * size and of all that {@link PictureFile} reads; a class's folder may have folders of its own, and
 * links are followed. What is hidden is left out, and every file whose name does not end as a
 * picture's does.
 *
 * <p>Each picture is read once, when the folder is opened: its square in the middle is scaled, and
 * the red, green and blue bytes are held in memory, 3 KB of a picture of 32 × 32.
 */
public final class PictureFolder {
  private static final double TEST_SHARE = 0.2;
  private static final long SEED = 1;
  private static final int MOST_THREADS = 8;

  /** More pictures take seconds, in which one wants to see that something goes on. */
  private static final int SILENT = 1_000;

  private PictureFolder() {}

  /**
   * Opens a folder, its pictures as large as CIFAR-10's, 32 × 32 pixels; a fifth of them is to test
   * on, drawn by seed 1.
   *
   * @throws IOException as {@link #open(Path, int, double, long)} does
   */
  public static Pictures open(Path folder) throws IOException {
    return open(folder, CifarRecords.SIDE);
  }

  /**
   * Opens a folder, its pictures of another size; a fifth of them is to test on, drawn by seed 1.
   *
   * @param side rows and columns that each picture is scaled to, positive
   * @throws IOException as {@link #open(Path, int, double, long)} does
   */
  public static Pictures open(Path folder, int side) throws IOException {
    return open(folder, side, TEST_SHARE, SEED);
  }

  /**
   * Opens a folder. If it has a folder {@code train} and a folder {@code test} (else {@code val},
   * {@code valid} or {@code validation}), each with a folder for every class, those are the two
   * parts. Otherwise a share of each class is drawn to test on, the same on every machine for the
   * same names and seed. In both cases the seed mixes the order, so that the first pictures are of
   * several classes.
   *
   * @param side rows and columns that each picture is scaled to, positive
   * @param testShare of the pictures of each class, above 0 and below 1; at least one of a class
   *     goes to either part
   * @param seed decides which
   * @throws IOException if there are fewer than two classes, a class has no picture (or only one,
   *     where one is drawn), or a picture cannot be read; the message gives its path and says what
   *     to do
   */
  public static Pictures open(Path folder, int side, double testShare, long seed)
      throws IOException {
    if (side < 1 || !(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException(
          "side is %d, must be positive; testShare is %s, must be above 0 and below 1"
              .formatted(side, testShare));
    }
    FolderParts parts = FolderParts.of(folder, testShare, seed);
    List<Labelled> files = new ArrayList<>(parts.train());
    files.addAll(parts.test());
    List<Picture> all = read(folder, files, side);
    int trained = parts.train().size();
    return Pictures.of(
        Published.ownName(folder),
        parts.classes(),
        Records.of("train", all.subList(0, trained)),
        Records.of("test", all.subList(trained, all.size())));
  }

  /** Several threads read; the first broken picture in the order of the list is told. */
  private static List<Picture> read(Path folder, List<Labelled> files, int side)
      throws IOException {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    ExecutorService pool = ProcessThreads.pool(threads, "cellwise-reads-pictures");
    ProgressBar bar = new ProgressBar(System.err, files.size(), "pictures of " + folder);
    try {
      List<Future<Picture>> reading =
          files.stream().map(file -> pool.submit(() -> read(file, side))).toList();
      List<Picture> pictures = new ArrayList<>(files.size());
      for (Future<Picture> each : reading) {
        pictures.add(each.get());
        if (files.size() > SILENT) {
          bar.show(pictures.size(), pictures.size() - 1);
        }
      }
      return pictures;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading the pictures of " + folder);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw new IllegalStateException("the pictures of " + folder + " cannot be read", e);
    } finally {
      pool.shutdownNow();
      if (files.size() > SILENT) {
        System.err.println();
      }
    }
  }

  private static Picture read(Labelled labelled, int side) throws IOException {
    float[] values = PictureFile.read(labelled.file(), side).values();
    byte[] planes = new byte[values.length];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (byte) Math.round(values[i]);
    }
    return new Picture(labelled.label(), side, side, planes);
  }
}
