package cellwise;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Bytes gone wrong, each time another way, the same for the same seed. {@code -Dcellwise.mutations}
 * says how many.
 */
public final class Mutations {
  public static final int COUNT = Integer.getInteger("cellwise.mutations", 300);
  private static final long MOST_BYTES = 256L << 20;
  private static final long MOST_NANOS = 10_000_000_000L;
  private static final long[] LENGTHS = {
    0, 1, 2, 7, 8, 255, 1 << 16, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1
  };
  private static final String[] NUMBERS = {
    "0", "-1", "1e9", "1.5", "4294967296", "9223372036854775807", "99999999999999999999", "null"
  };
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern NAME = Pattern.compile("\"[a-z0-9/_]+\"");

  private final Random random;

  public Mutations(long seed) {
    random = new Random(seed);
  }

  /** Something that reads a broken file. */
  @FunctionalInterface
  public interface Reading {
    void run() throws IOException;
  }

  /** Returns a broken copy. */
  public byte[] of(byte[] whole) {
    byte[] bytes = whole.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes = bytes.length == 0 ? bytes : once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(9)) {
      case 0, 1 -> with(bytes, at, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(10_000));
      case 4 -> with(bytes, random.nextBoolean() ? 0 : at, length());
      case 5 -> with(bytes, at, Arrays.copyOfRange(bytes, 0, random.nextInt(bytes.length)));
      case 6 -> replace(bytes, DIGITS, NUMBERS[random.nextInt(NUMBERS.length)]);
      case 7 -> replace(bytes, NAME, "\"conv1/weights\"");
      default -> replace(bytes, NAME, "[".repeat(1 + random.nextInt(3000)));
    };
  }

  private byte[] length() {
    long length = LENGTHS[random.nextInt(LENGTHS.length)];
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  private static byte[] with(byte[] bytes, int at, byte[] other) {
    System.arraycopy(other, 0, bytes, at, Math.min(other.length, bytes.length - at));
    return bytes;
  }

  /** Somewhere in the text at the front, whose length may then be wrong or right. */
  private byte[] replace(byte[] bytes, Pattern pattern, String by) {
    int front = Math.min(bytes.length, 2000);
    String text = new String(bytes, 0, front, StandardCharsets.ISO_8859_1);
    MatchResult[] found = pattern.matcher(text).results().toArray(MatchResult[]::new);
    if (found.length == 0) {
      return bytes;
    }
    MatchResult one = found[random.nextInt(found.length)];
    byte[] start = (text.substring(0, one.start()) + by).getBytes(StandardCharsets.ISO_8859_1);
    byte[] result = Arrays.copyOf(start, start.length + bytes.length - one.end());
    System.arraycopy(bytes, one.end(), result, start.length, bytes.length - one.end());
    if (random.nextBoolean() && bytes.length > 8) {
      ByteBuffer lengths = ByteBuffer.wrap(result).order(ByteOrder.LITTLE_ENDIAN);
      lengths.putLong(0, lengths.getLong(0) + result.length - bytes.length);
    }
    return result;
  }

  /**
   * Reads, and sees that it is soon over and takes little memory: what the thread allocates in all
   * is more than it ever has at once.
   *
   * @return whether it was read; otherwise it was refused with a message that names the file
   */
  public static boolean isRead(String file, long bytes, Reading reading) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = thread.getCurrentThreadAllocatedBytes();
    long started = System.nanoTime();
    try {
      reading.run();
      return true;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining(file);
      return false;
    } finally {
      assertThat(System.nanoTime() - started).as("nanoseconds").isLessThan(MOST_NANOS);
      assertThat(thread.getCurrentThreadAllocatedBytes() - allocated)
          .as("allocated bytes")
          .isLessThan(MOST_BYTES + bytes);
    }
  }
}
