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

  /** TensorBoard reads in the order of the names, and does not come back. */
  @Test
  void comesAfterThoseThatAreThereAlsoIfTheClockWasSetBack() throws IOException {
    Path future = folder.resolve("events.out.tfevents.4000000000.host.1");
    Files.writeString(future, "");
    for (int i = 1; i <= 12; i++) {
      try (EventFile events = EventFile.in(folder)) {
        assertThat(events.file().getFileName().toString())
            .startsWith("events.out.tfevents." + (4_000_000_000L + i) + ".");
      }
    }
  }

  @Test
  void refusesWhatALaterOneWouldHide() throws IOException {
    try (EventFile first = EventFile.in(folder)) {
      first.write(0, List.of(new Scalar("loss", 1)));
      long before = Files.size(first.file());
      try (EventFile second = EventFile.in(folder)) {
        assertThatThrownBy(() -> first.write(10, List.of(new Scalar("loss", 1))))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessage(
                "%s cannot be written after step 10: %s was begun after it, and TensorBoard would not show this: write there",
                first.file(), second.file().getFileName());
        second.write(10, List.of(new Scalar("loss", 1)));
      }
      assertThat(Files.size(first.file())).isEqualTo(before);
    }
  }

  @Test
  void saysThatItWasRemoved() throws IOException {
    try (EventFile events = EventFile.in(folder.resolve("run"))) {
      Files.delete(events.file());
      assertThatThrownBy(() -> events.write(3, List.of()))
          .hasMessageContaining("after step 3: it was removed, begin another");
      Files.delete(folder.resolve("run"));
      assertThatThrownBy(() -> events.write(3, List.of()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("after step 3: ");
    }
  }

  @Test
  void isNotAddedToOthersWhenItIsACopy() throws IOException {
    EventFile.aloneIn(folder.resolve("copy")).close();
    EventFile.in(folder).close();
    assertThatThrownBy(() -> EventFile.aloneIn(folder))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(".* has events already, events.out.*: give a folder without");
    assertThat(folder.toFile().list()).hasSize(2);
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
