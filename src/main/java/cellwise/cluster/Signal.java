package cellwise.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line by which the nodes of a cluster and who launched them speak with each other. A node says
 * its own on standard output, where they begin with {@code @}, between lines that are for people;
 * it hears on standard input, whose end tells that the launcher is gone.
 */
public sealed interface Signal {
  /**
   * A node says that it has its place among the others.
   *
   * @param id ps-lite's: 1 for the scheduler, {@code 8 + 2 r} for the server of rank r, {@code 9 +
   *     2 r} for the worker; these ranks are counted from 0 in an order of ps-lite's own
   */
  record Joined(int id) implements Signal {
    @Override
    public String line() {
      return "@node " + id;
    }
  }

  /**
   * The scheduler says that it has heard nothing of a node.
   *
   * @param id ps-lite's
   * @param seconds for how long
   */
  record Silent(int id, int seconds) implements Signal {
    @Override
    public String line() {
      return "@lost %d %d".formatted(id, seconds);
    }
  }

  /**
   * The launcher says that a node is lost, and that all others have to end.
   *
   * @param who such as {@code worker 1 (host)}; holds no {@code ": "}
   * @param why such as {@code was killed by signal 9}
   */
  record Lost(String who, String why) implements Signal {
    /** Checks that it is one line that can be taken apart again. */
    public Lost {
      if (who.contains(": ") || (who + why).matches("(?s).*\\R.*")) {
        throw new IllegalArgumentException(
            "%s: %s, must be one line, and who without ': '".formatted(who, why));
      }
    }

    @Override
    public String line() {
      return "lost %s: %s".formatted(who, why);
    }
  }

  /** The launcher says that everybody stops after the same step, as if all steps were made. */
  record Stop() implements Signal {
    @Override
    public String line() {
      return "stop";
    }
  }

  /** Returns what is written, without the end of the line. */
  String line();

  /** Returns what a line says, or nothing if it is one for people. */
  static Optional<Signal> of(String line) {
    Matcher joined = Form.JOINED.matcher(line);
    if (joined.matches()) {
      return Optional.of(new Joined(Integer.parseInt(joined.group(1))));
    }
    Matcher silent = Form.SILENT.matcher(line);
    if (silent.matches()) {
      return Optional.of(
          new Silent(Integer.parseInt(silent.group(1)), Integer.parseInt(silent.group(2))));
    }
    Matcher lost = Form.LOST.matcher(line);
    if (lost.matches()) {
      return Optional.of(new Lost(lost.group(1), lost.group(2)));
    }
    return line.equals("stop") ? Optional.of(new Stop()) : Optional.empty();
  }

  /** How they are written. */
  final class Form {
    private static final Pattern JOINED = Pattern.compile("@node (\\d{1,9})");
    private static final Pattern SILENT = Pattern.compile("@lost (\\d{1,9}) (\\d{1,9})");
    private static final Pattern LOST = Pattern.compile("lost (.+?): (.+)");

    private Form() {}
  }
}
