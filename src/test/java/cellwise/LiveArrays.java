package cellwise;

import ai.djl.ndarray.NDArray;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many arrays of the engine's there are in this process. */
public final class LiveArrays {
  private LiveArrays() {}

  /**
   * Counts the arrays that somebody still holds, such as a scope that is open, after the garbage is
   * collected. By the JVM's own list of its objects, so on every system.
   *
   * @param like an array of the engine
   */
  public static long count(NDArray like) {
    String type = like.getClass().getName();
    try {
      String objects =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      return objects
          .lines()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length >= 4 && words[3].equals(type))
          .mapToLong(words -> Long.parseLong(words[1]))
          .sum();
    } catch (JMException e) {
      throw new IllegalStateException("this JVM does not list its objects", e);
    }
  }
}
