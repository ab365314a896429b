package cellwise.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Picture files written byte by byte, as their formats say, all pixels alike or each its own. */
final class RawPicture {
  static final int SIDE = 32;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private RawPicture() {}

  /**
   * Returns a PNG of 32 × 32 pixels.
   *
   * @param type 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
   * @param pixel the samples of every pixel
   * @param chunks what comes before the pixels, by {@link #chunk}
   */
  static byte[] png(int type, int bits, int[] pixel, byte[]... chunks) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(SIDE).putInt(SIDE);
    header.put((byte) bits).put((byte) type);
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    byte[] row = samples(bits, pixel, SIDE);
    for (int y = 0; y < SIDE; y++) {
      rows.write(0); // no filter
      rows.writeBytes(row);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    png.writeBytes(chunk("IHDR", header.array()));
    Arrays.asList(chunks).forEach(png::writeBytes);
    png.writeBytes(chunk("IDAT", deflated(rows.toByteArray())));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  static byte[] chunk(String name, byte[] content) {
    CRC32 crc = new CRC32();
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    crc.update(type);
    crc.update(content);
    ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
    return chunk.putInt(content.length).put(type).put(content).putInt((int) crc.getValue()).array();
  }

  /**
   * Returns a TIFF of 32 × 32 pixels, not compressed.
   *
   * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 5 CMYK, 8 Lab
   * @param extra what the samples beyond the colours are: 1 alpha, colours multiplied by it, 2
   *     alpha, 0 none
   * @param format 1 whole numbers, 3 floating-point ones
   */
  static byte[] tiff(int photometric, int bits, int extra, int format, int... pixel) {
    byte[] pixels = samples(bits, pixel, SIDE * SIDE);
    int[][] tags = {
      {256, SHORT, SIDE},
      {257, SHORT, SIDE},
      {258, SHORT, bits},
      {259, SHORT, 1},
      {262, SHORT, photometric},
      {273, LONG, 8},
      {277, SHORT, pixel.length},
      {278, SHORT, SIDE},
      {279, LONG, pixels.length},
      {338, SHORT, extra},
      {339, SHORT, format}
    };
    return tiff(pixels, extra == 0 ? without(tags, 338) : tags, pixel.length);
  }

  /** The bits and the format of each sample, where they are several, lie behind the directory. */
  private static byte[] tiff(byte[] pixels, int[][] tags, int samples) {
    ByteBuffer file = ByteBuffer.allocate(8 + pixels.length + 6 + 12 * tags.length + 4 * samples);
    file.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42);
    file.putInt(8 + pixels.length).put(pixels).putShort((short) tags.length);
    int behind = file.capacity() - 4 * samples;
    for (int[] tag : tags) {
      boolean isEach = (tag[0] == 258 || tag[0] == 339) && samples > 1;
      file.putShort((short) tag[0]).putShort((short) tag[1]).putInt(isEach ? samples : 1);
      if (isEach && samples > 2) {
        int at = tag[0] == 258 ? behind : behind + 2 * samples;
        file.putInt(at);
        for (int i = 0; i < samples; i++) {
          file.putShort(at + 2 * i, (short) tag[2]);
        }
      } else if (isEach) {
        file.putShort((short) tag[2]).putShort((short) tag[2]);
      } else if (tag[1] == SHORT) {
        file.putShort((short) tag[2]).putShort((short) 0);
      } else {
        file.putInt(tag[2]);
      }
    }
    return file.array();
  }

  private static int[][] without(int[][] tags, int tag) {
    return Arrays.stream(tags).filter(each -> each[0] != tag).toArray(int[][]::new);
  }

  /** Packs samples of 1, 2, 4, 8, 16 or 32 bits, the most significant bit first. */
  private static byte[] samples(int bits, int[] pixel, int pixels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int filled = 0;
    int packed = 0;
    for (int i = 0; i < pixels * pixel.length; i++) {
      int sample = pixel[i % pixel.length];
      for (int bit = bits - 1; bit >= 0; bit--) {
        packed = packed << 1 | sample >>> bit & 1;
        if (++filled == 8) {
          bytes.write(packed);
          filled = 0;
        }
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DataOutputStream out =
        new DataOutputStream(new DeflaterOutputStream(deflated, new Deflater()))) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return deflated.toByteArray();
  }
}
