package cellwise.model;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import cellwise.engine.StartedEngine;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What networks are made by, as many as wanted and each with variables of its own.
 *
 * @param name such as {@code CifarNet}, one of {@link NetworkBuilder#KNOWN}, or {@link
 *     #BUILT_IN_CODE}
 * @param input the shape of one picture, such as {@code (3, 24, 24)}
 * @param layers makes them, from the pictures to the logits, with their initializers set; new ones
 *     at each call
 */
public record Architecture(String name, Shape input, Supplier<Map<String, Block>> layers) {
  /** The name of one that none of {@link NetworkBuilder#KNOWN} builds. */
  public static final String BUILT_IN_CODE = "built in code";

  /** Returns one of layers of one's own. */
  public static Architecture of(Shape input, Supplier<Map<String, Block>> layers) {
    return new Architecture(BUILT_IN_CODE, input, layers);
  }

  /**
   * Makes a network and draws its first variables.
   *
   * @throws IllegalArgumentException if the device is a GPU that there is not
   */
  public Network on(Device device) {
    return new Network(this, StartedEngine.newScope(device));
  }
}
