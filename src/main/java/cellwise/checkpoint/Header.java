package cellwise.checkpoint;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON at the front of a safetensors file, read without trust: every name once, every offset
 * where the one before it ends, no value that is not looked at.
 *
 * @param metadata text by name, for people and for the checksum
 * @param places where each tensor lies
 */
record Header(Map<String, String> metadata, Map<String, Place> places) {
  private static final String METADATA = "__metadata__";

  /**
   * Where a tensor lies.
   *
   * @param begin bytes from the first tensor's first byte
   */
  record Place(Tensor.Kind kind, long begin) {
    long end() {
      return begin + kind.bytes();
    }
  }

  /** Returns how many bytes of numbers follow the header. */
  long dataBytes() {
    return places.values().stream().mapToLong(Place::end).max().orElse(0);
  }

  /**
   * Reads a header.
   *
   * @throws IOException if it breaks the format's rules; the message says which, without the path
   */
  static Header parse(ByteBuffer json) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(json).toString();
      StrictJson.require(text);
      JsonReader reader = new JsonReader(new StringReader(text));
      Header header = read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new IOException("more follows the header's JSON");
      }
      return header;
    } catch (CharacterCodingException e) {
      throw new IOException("it is no UTF-8", e);
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Header read(JsonReader reader) throws IOException {
    Header header = new Header(new LinkedHashMap<>(), new LinkedHashMap<>());
    boolean hasMetadata = false;
    long end = 0;
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (name.equals(METADATA) && !hasMetadata) {
        hasMetadata = true;
        readMetadata(reader, header.metadata);
      } else if (name.equals(METADATA) || header.places.containsKey(name)) {
        throw new IOException("the name " + name + " is there twice");
      } else {
        Place place = readPlace(reader, name, end);
        header.places.put(name, place);
        end = place.end();
      }
    }
    reader.endObject();
    return header;
  }

  private static void readMetadata(JsonReader reader, Map<String, String> metadata)
      throws IOException {
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (metadata.put(name, text(reader, name)) != null) {
        throw new IOException("the name " + name + " is there twice");
      }
    }
    reader.endObject();
  }

  private static Place readPlace(JsonReader reader, String name, long begin) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (key.equals("dtype") && type == null) {
        type = text(reader, name);
      } else if (key.equals("shape") && shape == null) {
        shape = counts(reader);
      } else if (key.equals("data_offsets") && offsets == null) {
        offsets = counts(reader);
      } else {
        throw new IOException("%s has a second or unknown %s".formatted(name, key));
      }
    }
    reader.endObject();
    if (type == null || shape == null || offsets == null) {
      throw new IOException(name + " lacks one of dtype, shape, data_offsets");
    }
    return place(name, type, shape, offsets, begin);
  }

  private static Place place(
      String name, String type, List<Long> shape, List<Long> offsets, long begin)
      throws IOException {
    DataType known = Tensor.TYPES.get(type);
    if (known == null) {
      throw new IOException("%s has type %s, must be F32 or I64".formatted(name, type));
    }
    BigInteger end = BigInteger.valueOf(known.getNumOfBytes());
    for (long dimension : shape) {
      end = end.multiply(BigInteger.valueOf(dimension));
    }
    end = end.add(BigInteger.valueOf(begin));
    if (offsets.size() != 2
        || offsets.get(0) != begin
        || !end.equals(BigInteger.valueOf(offsets.get(1)))) {
      throw new IOException(
          "%s of shape %s has data_offsets %s, must be [%d, %d]"
              .formatted(name, shape, offsets, begin, end));
    }
    return new Place(new Tensor.Kind(known, new Shape(shape)), begin);
  }

  private static String text(JsonReader reader, String name) throws IOException {
    if (reader.peek() != JsonToken.STRING) {
      throw new IOException("%s has a %s, must have text".formatted(name, reader.peek()));
    }
    return reader.nextString();
  }

  private static List<Long> counts(JsonReader reader) throws IOException {
    List<Long> counts = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      String digits = reader.peek() == JsonToken.NUMBER ? reader.nextString() : "" + reader.peek();
      if (!digits.matches("0|[1-9][0-9]{0,17}")) {
        throw new IOException(digits + " is no count");
      }
      counts.add(Long.valueOf(digits));
      if (counts.size() > 32) {
        throw new IOException("a list has more than 32 numbers");
      }
    }
    reader.endArray();
    return counts;
  }
}
