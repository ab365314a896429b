package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  private final Split split = Shapes10.open(51).train();

  /** 255 pictures a pass: 2 and 7 do not divide them, so a pass may begin in any shard. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void takeTurnsAtThePlacesOfOneOrder(int count) {
    Order whole = Order.shuffled(split, 5, 7, Shard.WHOLE);
    List<Order> shards = new ArrayList<>();
    for (int rank = 0; rank < count; rank++) {
      shards.add(Order.shuffled(split, 5, 7, new Shard(rank, count)));
    }
    for (int place = 0; place < 4 * split.size(); place++) {
      assertThat(shards.get(place % count).at(place / count)).isEqualTo(whole.at(place));
    }
  }

  /** The same pictures with the same distortions, in batches of their own. */
  @Test
  void giveThePicturesOfTheWholeStreamEachOnce() {
    List<float[]> whole = pictures(Shard.WHOLE, 12);
    List<float[]> even = pictures(new Shard(0, 2), 6);
    List<float[]> odd = pictures(new Shard(1, 2), 6);
    for (int i = 0; i < 6; i++) {
      assertThat(even.get(i)).isEqualTo(whole.get(2 * i));
      assertThat(odd.get(i)).isEqualTo(whole.get(2 * i + 1));
    }
  }

  @Test
  void goOnFromAPositionOfTheirOwn() {
    List<float[]> all = pictures(new Shard(1, 2), 8);
    try (Batches batches = split.stream(2, Distortion.training(), 3, new Shard(1, 2))) {
      batches.moveTo(3);
      try (Batch batch = batches.next()) {
        assertThat(rows(batch).get(0)).isEqualTo(all.get(6));
      }
      assertThat(batches.position()).isEqualTo(4);
      batches.moveTo(Order.ENDLESS / 4);
      assertThat(batches.hasNext()).isFalse();
    }
  }

  @Test
  void sayWhichOfThePicturesTheyAre() {
    try (Batches half = split.stream(2, Distortion.training(), 3, new Shard(1, 2));
        Batches all = split.stream(2, Distortion.training(), 3)) {
      assertThat(half).hasToString("Shapes-10 train (255 pictures), shard 1 of 2");
      assertThat(all).hasToString("Shapes-10 train (255 pictures)");
      assertThat(half.shard()).isEqualTo(new Shard(1, 2));
      assertThat(all.shard()).isEqualTo(Shard.WHOLE);
    }
  }

  @Test
  void refuseNumbersThatMakeNoSense() {
    for (int[] bad : new int[][] {{-1, 2}, {2, 2}, {0, 0}}) {
      assertThatThrownBy(() -> new Shard(bad[0], bad[1]))
          .hasMessage(
              "shard is %d of %d, must be 0 to one less than the number of shards"
                  .formatted(bad[0], bad[1]));
    }
    split.stream(127, Distortion.training(), 1, new Shard(0, 2)).close();
    assertThatThrownBy(() -> split.stream(128, Distortion.training(), 1, new Shard(0, 2)))
        .hasMessage(
            "batchSize is 128 for each of 2 shards, more than Shapes-10 train (255 pictures): pass a"
                + " smaller batch");
  }

  private List<float[]> pictures(Shard shard, int count) {
    List<float[]> pictures = new ArrayList<>();
    try (Batches batches = split.stream(2, Distortion.training(), 3, shard)) {
      while (pictures.size() < count) {
        try (Batch batch = batches.next()) {
          pictures.addAll(rows(batch));
        }
      }
    }
    return pictures;
  }

  private static List<float[]> rows(Batch batch) {
    float[] all = batch.images().toFloatArray();
    int of = all.length / batch.size();
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      rows.add(Arrays.copyOfRange(all, i * of, (i + 1) * of));
    }
    return rows;
  }
}
