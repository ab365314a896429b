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
  private static final int JOINT = 12;

  /** 255 pictures a pass, so that a pass ends in the middle of batch 21. */
  private final Split split = Shapes10.open(51).train();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 12})
  void areTogetherTheBatchInTurn(int count) {
    try (Batches whole = stream(Shard.WHOLE)) {
      for (int rank = 0; rank < count; rank++) {
        try (Batches shard = stream(new Shard(rank, count))) {
          for (long batch : new long[] {0, 1, 21, 22}) {
            assertThat(at(shard, batch)).isDeepEqualTo(everyNth(at(whole, batch), rank, count));
          }
        }
      }
    }
  }

  @Test
  void haveBatchesPositionAndFingerprintOfTheWhole() {
    try (Batches whole = stream(Shard.WHOLE);
        Batches shard = stream(new Shard(1, 3))) {
      try (Batch batch = shard.next()) {
        assertThat(batch.size()).isEqualTo(JOINT / 3);
      }
      assertThat(shard.position()).isEqualTo(1);
      assertThat(shard.batchSize()).isEqualTo(JOINT);
      assertThat(shard.fingerprint()).isEqualTo(whole.fingerprint());
      shard.moveTo(Order.ENDLESS / JOINT + 1);
      assertThat(shard.hasNext()).isFalse();
    }
  }

  @Test
  void sayWhichOfThePicturesTheyAre() {
    try (Batches half = stream(new Shard(1, 2));
        Batches all = stream(Shard.WHOLE)) {
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
  }

  @Test
  void refuseABatchThatCannotBeSharedEqually() {
    assertThatThrownBy(() -> stream(new Shard(0, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batchSize is 12 for all of 5 shards together, must be a multiple of 5: pass another one, or take another number of shards");
  }

  private Batches stream(Shard shard) {
    return split.stream(JOINT, Distortion.training(), 3, shard);
  }

  /** The label first, then the numbers of the picture. */
  private static float[][] at(Batches batches, long number) {
    batches.moveTo(number);
    try (Batch batch = batches.next()) {
      float[] all = batch.images().toFloatArray();
      int[] labels = batch.labels().toIntArray();
      int of = all.length / labels.length;
      float[][] rows = new float[labels.length][];
      for (int i = 0; i < labels.length; i++) {
        rows[i] = withLabel(labels[i], Arrays.copyOfRange(all, i * of, (i + 1) * of));
      }
      return rows;
    }
  }

  private static float[] withLabel(int label, float[] picture) {
    float[] row = Arrays.copyOf(new float[] {label}, 1 + picture.length);
    System.arraycopy(picture, 0, row, 1, picture.length);
    return row;
  }

  private static float[][] everyNth(float[][] rows, int rank, int count) {
    List<float[]> some = new ArrayList<>();
    for (int i = rank; i < rows.length; i += count) {
      some.add(rows[i]);
    }
    return some.toArray(float[][]::new);
  }
}
