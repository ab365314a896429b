package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import cellwise.Tutorial;
import cellwise.average.MovingAverages;
import cellwise.model.Network;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;

  @Test
  void restoresVariablesAndAveragesBitForBit() throws IOException {
    try (Tutorial trained = new Tutorial(8, 1);
        Tutorial fresh = new Tutorial(8, 2)) {
      trained.session.run(3);
      Checkpoint checkpoint = Checkpoint.in(folder.resolve("run"));
      assertThat(checkpoint.exists()).isFalse();
      checkpoint.save(trained.net, trained.averages, 3);
      assertThat(checkpoint.exists()).isTrue();

      assertThat(checkpoint.restore(fresh.net, fresh.averages)).isEqualTo(3);
      trained
          .net
          .variables()
          .forEach((name, kept) -> assertThat(fresh.net.variable(name)).as(name).isEqualTo(kept));
      trained
          .averages
          .values()
          .forEach(
              (name, kept) ->
                  assertThat(fresh.averages.values().get(name)).as(name).isEqualTo(kept));
      assertThat(trained.averages.values().get("conv1/weights"))
          .isNotEqualTo(trained.net.variable("conv1/weights"));
      try (var files = Files.list(folder.resolve("run"))) {
        assertThat(files).containsExactly(checkpoint.file());
      }
    }
  }

  /** Read by the format's own rules: 8 bytes of length, JSON, little-endian numbers. */
  @Test
  void writesSafetensorsThatAnyToolReads() throws IOException {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      Checkpoint.in(folder).save(tutorial.net, tutorial.averages, 42);
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(Checkpoint.in(folder).file()));
      file.order(ByteOrder.LITTLE_ENDIAN);
      byte[] json = new byte[(int) file.getLong()];
      file.get(json);
      JsonObject header =
          JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
      assertThat(header.size()).isEqualTo(21);
      assertThat(file.getLong(begin(header, "global_step", 8 + json.length))).isEqualTo(42);
      String name = "local4/biases/ExponentialMovingAverage";
      assertThat(header.getAsJsonObject(name).get("shape").toString()).isEqualTo("[192]");
      assertThat(file.getFloat(begin(header, name, 8 + json.length))).isEqualTo(0.1f);
    }
  }

  @Test
  void tellsThatThereIsNone() {
    assertRefused("checkpoint.safetensors is not there: train first");
  }

  @Test
  void refusesAFileThatIsNoneAndChangesNothing() throws IOException {
    Files.writeString(folder.resolve("checkpoint.safetensors"), "no tensors in here");
    assertRefused("checkpoint.safetensors cannot be read as safetensors");
  }

  @Test
  void refusesATruncatedFileAndChangesNothing() throws IOException {
    Path file = Checkpoint.in(folder).file();
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      Checkpoint.in(folder).save(tutorial.net, tutorial.averages, 1);
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 100));
    assertRefused("checkpoint.safetensors cannot be read as safetensors");
  }

  @Test
  void refusesTheVariablesOfAnotherNetworkAndChangesNothing() throws IOException {
    Map<String, Block> layers = Map.of("conv1", Linear.builder().setUnits(3).build());
    try (Network other = new Network(new Shape(5), layers);
        MovingAverages averages = MovingAverages.of(other, 0.5f)) {
      Checkpoint.in(folder).save(other, averages, 1);
    }
    assertRefused(
        "has (3, 5) of float32 for conv1/weights, must have (64, 3, 5, 5) of float32: it is of another network");
  }

  private void assertRefused(String message) {
    try (Tutorial tutorial = new Tutorial(8, 3)) {
      float[] before = tutorial.net.variable("local4/weights").toFloatArray();
      assertThatThrownBy(() -> Checkpoint.in(folder).restore(tutorial.net, tutorial.averages))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(message);
      assertThat(tutorial.net.variable("local4/weights").toFloatArray()).isEqualTo(before);
    }
  }

  private static int begin(JsonObject header, String name, int data) {
    return data + header.getAsJsonObject(name).getAsJsonArray("data_offsets").get(0).getAsInt();
  }
}
