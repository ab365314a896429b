package cellwise.launch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a cluster ended.
 *
 * @param kind whether it did what it should
 * @param why what happened to which node, empty if nothing did
 * @param kept the last checkpoint that worker 0 told of, empty if it told of none
 */
public record ClusterEnd(Kind kind, String why, String kept) {
  private static final Pattern STEP = Pattern.compile(".*step-(\\d+)\\.\\w+");

  /** Whether it did what it should. */
  public enum Kind {
    /** All steps are made. */
    FINISHED,
    /** Somebody stopped it. */
    STOPPED,
    /** A node died or was not heard of. */
    LOST,
    /** A node was gone before all had found each other. */
    UNSTARTED
  }

  /** Returns it as a sentence, and how to go on. */
  @Override
  public String toString() {
    return switch (kind) {
      case FINISHED -> "finished";
      case STOPPED -> "stopped";
      case UNSTARTED -> why;
      case LOST -> "%s; %s; the same command goes on".formatted(why, whereKept());
    };
  }

  private String whereKept() {
    Matcher step = STEP.matcher(kept);
    if (kept.isEmpty()) {
      return "nothing was kept after that, the newest checkpoint before it stands";
    }
    return "kept in " + kept + (step.matches() ? " at step " + step.group(1) : "");
  }
}
