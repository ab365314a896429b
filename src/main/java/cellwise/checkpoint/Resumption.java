package cellwise.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * Where a session goes on from.
 *
 * @param checkpoint the newest that can be read, if there is one
 * @param passedOver why newer ones were not taken, one line each
 * @param differences what is not as it was when it was saved, one line each
 */
public record Resumption(
    Optional<Checkpoint> checkpoint, List<String> passedOver, List<String> differences) {
  /** Keeps its own lists. */
  public Resumption {
    passedOver = List.copyOf(passedOver);
    differences = List.copyOf(differences);
  }

  /** Returns how many steps were made before. */
  public long step() {
    return checkpoint.map(Checkpoint::step).orElse(0L);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(checkpoint.map(c -> "going on from " + c).orElse("starting anew"));
    passedOver.forEach(why -> text.append("\npassed over: ").append(why));
    differences.forEach(what -> text.append("\nnot as before: ").append(what));
    return text.toString();
  }
}
