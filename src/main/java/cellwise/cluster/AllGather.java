package cellwise.cluster;

import cellwise.engine.ParameterStore.Sum;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes of each worker, for all: what is called an all-gather where processes send messages. Every
 * place of a sum is written by one worker alone, the others leave it 0; two bytes a number, which
 * 32-bit floats hold exactly.
 */
final class AllGather {
  private static final int NUMBERS = 1 << 18;
  private static final int PER_NUMBER = 2;

  private final Node node;
  private Sum sum;

  AllGather(Node node) {
    this.node = node;
  }

  /**
   * Returns what each worker has, by its rank. All workers call this as often, and wait for each
   * other.
   *
   * @param own what this one has, of any length
   * @throws PeerLostException if one is lost
   */
  List<byte[]> of(byte[] own) {
    int rank = node.shard().rank();
    int count = node.shard().count();
    byte[] lengths = new byte[count * Integer.BYTES];
    ByteBuffer.wrap(lengths).putInt(rank * Integer.BYTES, own.length);
    addUp(lengths);
    int[] each = new int[count];
    ByteBuffer.wrap(lengths).asIntBuffer().get(each);
    byte[] all = new byte[Math.toIntExact(Arrays.stream(each).asLongStream().sum())];
    System.arraycopy(own, 0, all, Arrays.stream(each).limit(rank).sum(), own.length);
    addUp(all);
    List<byte[]> apart = new ArrayList<>();
    int from = 0;
    for (int length : each) {
      apart.add(Arrays.copyOfRange(all, from, from + length));
      from += length;
    }
    return apart;
  }

  /** Adds up what the workers have at each place, which is 0 for all but one. */
  private void addUp(byte[] bytes) {
    for (int from = 0; from < bytes.length; from += NUMBERS * PER_NUMBER) {
      addUp(bytes, from, Math.min(from + NUMBERS * PER_NUMBER, bytes.length));
    }
  }

  private void addUp(byte[] bytes, int from, int to) {
    FloatBuffer numbers = sum().numbers();
    for (int i = 0; i < NUMBERS; i++) {
      int at = from + i * PER_NUMBER;
      int high = at < to ? bytes[at] & 0xff : 0;
      int low = at + 1 < to ? bytes[at + 1] & 0xff : 0;
      numbers.put(i, high << 8 | low);
    }
    node.addUp(sum);
    for (int at = from; at < to; at++) {
      int pair = (int) numbers.get((at - from) / PER_NUMBER);
      bytes[at] = (byte) ((at - from) % PER_NUMBER == 0 ? pair >> 8 : pair);
    }
  }

  private Sum sum() {
    if (sum == null) {
      sum = node.sum(NUMBERS);
    }
    return sum;
  }
}
