package cellwise.model;

import ai.djl.Device;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Builds a network for the pictures that it will see. */
@FunctionalInterface
public interface NetworkBuilder {
  /** Those of this library, by the names that their networks have. */
  Map<String, NetworkBuilder> KNOWN =
      Collections.unmodifiableMap(
          new TreeMap<>(Map.of("CifarNet", CifarNet::build, "VggNet", VggNet::build)));

  /**
   * Builds it with fresh variables.
   *
   * @param seed decides the first weights
   * @param channels of the pictures: 3 for colours, 1 for grey ones
   * @param classes how many kinds of pictures there are
   * @param device where its variables are to be
   */
  Network build(long seed, int channels, int classes, Device device);
}
