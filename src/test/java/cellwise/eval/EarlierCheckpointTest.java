package cellwise.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cellwise.TinyNetwork;
import cellwise.checkpoint.Checkpoint;
import cellwise.checkpoint.Checkpoints;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint that a version of this library wrote which did not tell the network and the classes
 * yet, and what that version gave.
 */
class EarlierCheckpointTest {
  /** Of the first test picture, after 3 steps, by the averages. */
  private static final float[] AFTER_3_AVERAGED = {
    0.082554065f, -0.09857495f, 0.102126345f, -0.08605481f, 0.075662754f,
    -0.15495753f, -0.024350328f, 0.06455247f, -0.071355574f, 0.11039638f
  };

  /** The same after two more steps, by the variables. */
  private static final float[] AFTER_5 = {
    -0.17174992f, 0.18932258f, 0.42709467f, -0.12366454f, 0.013220677f,
    -0.20480916f, -0.11518435f, 0.040347315f, -0.22110662f, 0.16652647f
  };

  private final Pictures pictures = Shapes10.open(50);
  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("step-3.safetensors")) {
      Files.copy(in, folder.resolve("step-3.safetensors"));
    }
  }

  @Test
  void isEvaluatedAndPredictsUnderTheClassesNumbers() throws IOException {
    try (TrainedNetwork trained = TrainedNetwork.open(folder, TinyNetwork::build)) {
      assertThat(trained.remarks())
          .containsExactly(
              folder
                  + "/step-3.safetensors does not tell what it is of, as an earlier version wrote it: it fits the network given, and its classes are called by their numbers");
      assertThat(trained.evaluate(pictures.test()).precisionAt1()).isEqualTo(0.14);
      Prediction first = Prediction.of(trained.net(), pictures.test().picture(0).pixels());
      assertThat(first.logits()).containsExactly(AFTER_3_AVERAGED, within(1e-5f));
      assertThat(trained.guesses(first)).extracting(Guess::name).containsExactly("9", "2", "0");
    }
  }

  @Test
  void isGoneOnWithAndTellsMoreFromThenOn() throws IOException {
    try (TinyNetwork tiny = new TinyNetwork(pictures)) {
      tiny.session.keptIn(Checkpoints.in(folder));
      assertThat(tiny.session.globalStep()).isEqualTo(3);
      tiny.session.run(2);
      Prediction first = Prediction.of(tiny.net, pictures.test().picture(0).pixels());
      assertThat(first.logits()).containsExactly(AFTER_5, within(1e-4f));
    }
    try (TrainedNetwork trained = TrainedNetwork.open(folder, TinyNetwork::build)) {
      assertThat(trained.remarks()).isEmpty();
      assertThat(trained.checkpoint().step()).isEqualTo(5);
      assertThat(trained.description().classes()).isEqualTo(pictures.classes());
    }
  }

  @Test
  void isRefusedWhereItFitsNoNetworkOfTheLibrary() {
    assertThatThrownBy(() -> TrainedNetwork.open(folder))
        .isInstanceOf(Checkpoint.UnfitException.class)
        .hasMessageContaining(
            "step-3.safetensors has nothing for conv1/weights/ExponentialMovingAverage");
  }
}
