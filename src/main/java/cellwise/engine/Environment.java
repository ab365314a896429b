package cellwise.engine;

/** What the environment says of where and on what this library computes. Read here alone. */
final class Environment {
  private Environment() {}

  /** Returns a variable's value without blanks around it; empty if it is not set. */
  static String value(String name) {
    String value = told(name);
    return value == null ? "" : value.strip();
  }

  /** Returns a variable's value as it is; null if it is not set. */
  static String told(String name) {
    return System.getenv(name);
  }
}
