package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Tutorial;
import cellwise.checkpoint.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepNotMadeTest {
  /** Its third step cannot be made. */
  private static final Step FAILS =
      (of, step, beforeUpdate) -> {
        if (step == 2) {
          throw new StepNotMadeException("worker 1 is lost", null);
        }
        return Step.plain(of, step, beforeUpdate);
      };

  @TempDir Path folder;

  @Test
  void isPrecededByACheckpointOfTheLastOneThatWas() throws IOException {
    try (Tutorial fails = new Tutorial(4, 1);
        Tutorial whole = new Tutorial(4, 1)) {
      Session session = fails.session.with(FAILS).keptIn(Checkpoints.in(folder.resolve("one")));
      assertThatThrownBy(() -> session.run(10))
          .isInstanceOf(StepNotMadeException.class)
          .hasMessage(
              "worker 1 is lost; all is kept in %s after 2 steps: the same again goes on from there",
              folder.resolve("one"));
      whole.session.keptIn(Checkpoints.in(folder.resolve("other"))).run(2);
    }
    assertThat(folder.resolve("one/step-2.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("other/step-2.safetensors"));
  }

  @Test
  void saysNothingOfACheckpointThatCannotBeWritten() throws IOException {
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      Session session =
          tutorial.session.with(FAILS).keptIn(Checkpoints.in(folder.resolve("gone")), e -> {});
      Hook breaks =
          report -> {
            try (var files = Files.list(folder.resolve("gone"))) {
              for (Path file : files.toList()) {
                Files.delete(file);
              }
              Files.delete(folder.resolve("gone"));
              Files.writeString(folder.resolve("gone"), "no folder");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      assertThatThrownBy(() -> session.run(10, Hook.every(2, breaks::afterStep)))
          .hasMessage("worker 1 is lost");
    }
  }

  @Test
  void isAFailureLikeOthersOfASessionThatIsNotKept() {
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      assertThatThrownBy(() -> tutorial.session.with(FAILS).run(10)).hasMessage("worker 1 is lost");
      assertThat(tutorial.session.globalStep()).isEqualTo(2);
    }
  }
}
