package cellwise.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the journal knew of a run at one moment. It does not change when the run goes on: ask the
 * journal again.
 *
 * @param id its number, which no other run of the journal has or will have
 * @param name what it is called; others may be called so too
 * @param started when it began
 * @param ended when it ended, if it had
 * @param worked for how long somebody was at it, without the time between its being stopped and its
 *     being resumed. While it ran, and where it was killed, up to when it was last heard of
 * @param state what had become of it
 * @param reason why it failed, if it did
 * @param verdict what was made of it in the end, if anybody said so
 * @param settings what was chosen, by name, in the order of the names
 * @param surroundings versions, machine, data and commit, by name
 * @param tags in their order
 * @param notes those about steps first, by step, then those about the whole
 * @param scores its evaluations, by step
 * @param links the files and folders that belong to it
 * @param last the last of each number that it had recorded, by tag
 */
public record Run(
    long id,
    String name,
    Instant started,
    Optional<Instant> ended,
    Duration worked,
    State state,
    Optional<String> reason,
    Optional<String> verdict,
    Map<String, String> settings,
    Map<String, String> surroundings,
    List<String> tags,
    List<Note> notes,
    List<Score> scores,
    List<Link> links,
    Map<String, Point> last) {

  /** What became of it. */
  public enum State {
    /** Its process is at it. */
    RUNNING,
    /** It came to its end. */
    FINISHED,
    /** Somebody or a hook stopped it. */
    STOPPED,
    /** It ended with an error. */
    FAILED,
    /** It says that it is running, but its process is gone. */
    LOST;

    /** Returns the word that reports and pages show. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Keeps copies, in the same order. */
  public Run {
    settings = copy(settings);
    surroundings = copy(surroundings);
    tags = List.copyOf(tags);
    notes = List.copyOf(notes);
    scores = List.copyOf(scores);
    links = List.copyOf(links);
    last = copy(last);
  }

  private static <T> Map<String, T> copy(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Returns the last value of a number, NaN if there is none. */
  public double last(String tag) {
    return last.containsKey(tag) ? last.get(tag).value() : Double.NaN;
  }

  /** Returns the last step of which it had recorded something, if there is one. */
  public OptionalLong lastStep() {
    return last.values().stream().mapToLong(Point::step).max();
  }

  /**
   * Returns the last evaluation of a kind, if there is one.
   *
   * @param data what was evaluated on, such as {@code CIFAR-10 test}
   * @param parameters {@code averaged} or {@code raw}
   */
  public Optional<Score> lastScore(String data, String parameters) {
    return scores.stream()
        .filter(score -> score.data().equals(data) && score.parameters().equals(parameters))
        .reduce((earlier, later) -> later);
  }

  /** Returns its number, name and state. */
  @Override
  public String toString() {
    return "run " + id + ", " + name + ", " + state;
  }
}
