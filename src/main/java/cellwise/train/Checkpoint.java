package cellwise.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import cellwise.average.MovingAverages;
import cellwise.model.Network;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variables of a network and their moving averages, kept in one file of a folder.
 *
 * <p>The file is in the safetensors format, which any tool can open and which holds no code. An
 * average has its variable's name with {@code /ExponentialMovingAverage} behind it, as in
 * TensorFlow's checkpoints; {@code global_step} is the number of steps made.
 *
 * @param file where it is kept
 */
public record Checkpoint(Path file) {
  private static final String AVERAGE = "/ExponentialMovingAverage";
  private static final String STEP = "global_step";

  /** Returns the checkpoint of a run's folder, there or not. */
  public static Checkpoint in(Path folder) {
    return new Checkpoint(folder.resolve("checkpoint.safetensors"));
  }

  /** Returns whether it was saved. */
  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * Saves aside and renames, so that a checkpoint that was there before is replaced whole or kept.
   *
   * @param globalStep the number of steps made
   */
  public void save(Network net, MovingAverages averages, long globalStep) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    try (NDManager scope = net.manager().newSubManager();
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside))) {
      NDArray step = scope.create(new long[] {globalStep});
      step.setName(STEP);
      NDList list = new NDList(step);
      arrays(net, averages).forEach((name, array) -> list.add(named(scope, name, array)));
      list.encode(out, NDList.Encoding.SAFETENSORS);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Puts what was saved into a network and its averages, to evaluate them. To go on training takes
   * more: a session counts its steps from 0, and so do its optimizer and its stream of batches.
   *
   * @return the number of steps made when it was saved
   * @throws IOException if there is no checkpoint, or it does not fit the network; nothing is
   *     changed then
   */
  public long restore(Network net, MovingAverages averages) throws IOException {
    try (NDManager scope = net.manager().newSubManager()) {
      Map<String, NDArray> saved = read(scope);
      Map<String, NDArray> arrays = arrays(net, averages);
      for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
        check(array.getKey(), array.getValue(), saved.get(array.getKey()));
      }
      if (!saved.containsKey(STEP) || saved.get(STEP).getDataType() != DataType.INT64) {
        throw new IOException(file + " has no " + STEP + ": it is no checkpoint of this library");
      }
      long step = saved.get(STEP).toLongArray()[0];
      arrays.forEach((name, array) -> saved.get(name).copyTo(array));
      return step;
    }
  }

  private Map<String, NDArray> read(NDManager scope) throws IOException {
    Map<String, NDArray> saved = new LinkedHashMap<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      NDList.decode(scope, in).forEach(array -> saved.put(array.getName(), array));
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is not there: train first, with this folder as the run", e);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s cannot be read as safetensors (%s): train again".formatted(file, e.getMessage()), e);
    }
    return saved;
  }

  private void check(String name, NDArray wanted, NDArray found) throws IOException {
    if (found == null
        || !found.getShape().equals(wanted.getShape())
        || found.getDataType() != wanted.getDataType()) {
      throw new IOException(
          "%s has %s for %s, must have %s of %s: it is of another network"
              .formatted(
                  file,
                  found == null ? "nothing" : found.getShape() + " of " + found.getDataType(),
                  name,
                  wanted.getShape(),
                  wanted.getDataType()));
    }
  }

  private static Map<String, NDArray> arrays(Network net, MovingAverages averages) {
    Map<String, NDArray> arrays = new LinkedHashMap<>(net.variables());
    averages.values().forEach((name, average) -> arrays.put(name + AVERAGE, average));
    return arrays;
  }

  private static NDArray named(NDManager scope, String name, NDArray array) {
    NDArray copy = array.duplicate();
    copy.attach(scope);
    copy.setName(name);
    return copy;
  }
}
