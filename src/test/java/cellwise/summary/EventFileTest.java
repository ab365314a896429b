package cellwise.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TensorFlow reads of a file is tested with the other oracles. */
class EventFileTest {
  @TempDir Path folder;

  @Test
  void hasTheNameThatTensorBoardLooksFor() throws IOException {
    try (EventFile events = EventFile.in(folder.resolve("run"))) {
      assertThat(events.file().getParent()).isEqualTo(folder.resolve("run"));
      assertThat(events.file().getFileName().toString())
          .matches("events\\.out\\.tfevents\\.[0-9]{10}\\..+");
    }
  }

  @Test
  void leavesTheFilesOfEarlierOnesAlone() throws IOException {
    try (EventFile first = EventFile.in(folder);
        EventFile second = EventFile.in(folder)) {
      assertThat(second.file()).isNotEqualTo(first.file());
    }
  }

  /** Two events, 16 bytes of framing each: nothing waits in memory. */
  @Test
  void isOnTheDiskAfterEachEvent() throws IOException {
    try (EventFile events = EventFile.in(folder)) {
      long before = Files.size(events.file());
      events.write(0, List.of(new Scalar("total_loss", 4.68f)));
      assertThat(Files.size(events.file())).isGreaterThan(before + 2 * 16);
    }
  }

  @Test
  void saysWhereItCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> EventFile.in(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    EventFile events = EventFile.in(folder);
    events.close();
    assertThatThrownBy(() -> events.write(3, List.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(events.file() + " cannot be written after step 3");
  }
}
