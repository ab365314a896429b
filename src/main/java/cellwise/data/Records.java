package cellwise.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Labelled pictures, counted from 0: what a data set is made of. Whoever has pictures of another
 * kind writes one, as here, where a bright bar lies or stands:
 *
 * <pre>{@code
 * record Bars(String source, int size) implements Records {
 *   public Picture picture(int i) {
 *     Random random = Seeds.random(size, i);
 *     int label = i % 2, place = random.nextInt(4, 28), bright = random.nextInt(100, 256);
 *     byte[] planes = new byte[3 * 32 * 32];
 *     for (int at = 0; at < planes.length; at++) {
 *       int across = label == 0 ? at / 32 % 32 : at % 32;
 *       planes[at] = (byte) (Math.abs(across - place) < 4 ? bright : 20);
 *     }
 *     return new Picture(label, 32, 32, planes);
 *   }
 * }
 * Pictures bars = Pictures.of(
 *     "Bars", List.of("lying", "standing"), new Bars("train", 500), new Bars("test", 100));
 * }</pre>
 *
 * <p>{@link Pictures#of} checks each picture once. All have the same size and the same channels;
 * several threads ask at the same time, and the same place gives the same picture every time.
 */
public interface Records {
  /** Returns the path of the file, or what the pictures are called where there is none. */
  String source();

  /** Returns the number of pictures. */
  int size();

  /**
   * Returns one picture.
   *
   * @param index counted from 0
   */
  Picture picture(int index);

  /**
   * Returns all bytes, one buffer after the other, to read from: what {@link Split#fingerprint()}
   * is made of. As it is here, size, label and planes of each picture; a file that is held in
   * memory gives that instead.
   */
  default Stream<ByteBuffer> bytes() {
    return IntStream.range(0, size()).mapToObj(this::picture).map(Picture::bytes);
  }

  /**
   * Returns pictures that are held in memory.
   *
   * @param source what they are called
   * @param pictures in their order
   */
  static Records of(String source, List<Picture> pictures) {
    return new HeldRecords(source, pictures);
  }
}
