package cellwise.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import cellwise.engine.BackwardPass;
import java.util.LinkedHashMap;
import java.util.Map;

/** DJL's blocks one after the other, by name, and the arrays that they compute with. */
final class LayerStack {
  final Map<String, Block> blocks;
  final Map<String, NDArray> variables = new LinkedHashMap<>();
  final Map<String, NDArray> statistics = new LinkedHashMap<>();
  private final ParameterStore store;
  private final Device device;

  /**
   * Draws the first variables.
   *
   * @param blocks from the pictures to the logits, new ones
   * @param manager the scope of the arrays
   * @param input the shape of one picture
   */
  LayerStack(Map<String, Block> blocks, NDManager manager, Shape input) {
    this.blocks = new LinkedHashMap<>(blocks);
    store = new ParameterStore(manager, false);
    device = manager.getDevice();
    Shape[] shapes = {new Shape(1).addAll(input)};
    for (Map.Entry<String, Block> layer : this.blocks.entrySet()) {
      requireNew(layer.getKey(), layer.getValue());
      layer.getValue().initialize(manager, DataType.FLOAT32, shapes);
      shapes = layer.getValue().getOutputShapes(shapes);
      layer.getValue().getParameters().values().forEach(p -> keep(layer.getKey(), p));
    }
  }

  /** Two networks would have one array otherwise, and training one would train the other. */
  private static void requireNew(String name, Block block) {
    if (block.getParameters().values().stream().anyMatch(Parameter::isInitialized)) {
      throw new IllegalArgumentException(
          "layer %s is another network's already, must be new: make it inside of the function"
              .formatted(name));
    }
  }

  private void keep(String layer, Parameter parameter) {
    String name = layer + "/" + nameOf(parameter);
    Map<String, NDArray> kind = parameter.requiresGradient() ? variables : statistics;
    if (kind.putIfAbsent(name, parameter.getArray()) != null) {
      throw new IllegalArgumentException(
          "layer %s has %s twice, must have it once: make it two layers".formatted(layer, name));
    }
  }

  private static String nameOf(Parameter parameter) {
    return switch (parameter.getType()) {
      case WEIGHT -> "weights";
      case BIAS -> "biases";
      case GAMMA -> "gamma";
      case BETA -> "beta";
      case RUNNING_MEAN -> "moving_mean";
      case RUNNING_VAR -> "moving_variance";
      default -> parameter.getName();
    };
  }

  NDArray variable(String name) {
    NDArray variable = variables.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          "variable is %s, must be one of %s".formatted(name, variables.keySet()));
    }
    return variable;
  }

  Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>(variables);
    arrays.putAll(statistics);
    return arrays;
  }

  NDArray last(NDArray images, boolean training) {
    requireHere(images);
    return training ? lastOf(images, true) : BackwardPass.without(() -> lastOf(images, false));
  }

  private NDArray lastOf(NDArray images, boolean training) {
    NDArray current = images;
    for (Block block : blocks.values()) {
      current = output(block, current, training);
    }
    return current;
  }

  Map<String, NDArray> outputs(NDArray images) {
    requireHere(images);
    return BackwardPass.without(() -> outputsOf(images));
  }

  private Map<String, NDArray> outputsOf(NDArray images) {
    Map<String, NDArray> outputs = new LinkedHashMap<>();
    NDArray current = images;
    for (Map.Entry<String, Block> layer : blocks.entrySet()) {
      current = output(layer.getValue(), current, false);
      outputs.put(layer.getKey(), current);
    }
    return outputs;
  }

  private void requireHere(NDArray images) {
    if (!images.getDevice().equals(device)) {
      throw new IllegalArgumentException(
          "images are on %s, must be on %s as the network: make them there by stream(...).on(net.device()), or take them there by toDevice"
              .formatted(images.getDevice(), device));
    }
  }

  private NDArray output(Block block, NDArray input, boolean training) {
    return block.forward(store, new NDList(input), training).singletonOrThrow();
  }
}
