package cellwise.checkpoint;

import java.io.Closeable;
import java.io.IOException;

/**
 * A run's folder, held by one session while it trains; closing it gives the folder back. The folder
 * is taken by {@link CheckpointFolder#claim}.
 */
public interface Claim extends Closeable {
  /**
   * Sees before something is written into the folder that it is still the one that was taken. Where
   * it was removed or moved away, another is taken in its place.
   *
   * @throws IOException if somebody else has taken it meanwhile, also if they have ended
   */
  void keep() throws IOException;

  /** Returns this for somebody whose closing it does not give the folder back. */
  default Claim lent() {
    Claim own = this;
    return new Claim() {
      @Override
      public void keep() throws IOException {
        own.keep();
      }

      @Override
      public void close() {}
    };
  }
}
