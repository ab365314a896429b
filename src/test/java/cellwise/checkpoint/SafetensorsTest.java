package cellwise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import cellwise.Mutations;
import cellwise.average.MovingAverages;
import cellwise.model.Architecture;
import cellwise.model.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final String TENSOR = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("step-1.safetensors");
  }

  /** DJL's own reader of the format. */
  @Test
  void areReadByAnIndependentReader() throws IOException {
    Safetensors.write(file, Map.of("seed", "1"), tensors());
    try (NDManager manager = NDManager.newBaseManager();
        InputStream in = Files.newInputStream(file)) {
      NDList list = NDList.decode(manager, in);
      assertThat(list).extracting(NDArray::getName).containsExactly("step", "weights");
      assertThat(list.get(0).toLongArray()).containsExactly(1L << 40);
      assertThat(list.get(1).toFloatArray()).containsExactly(1.5f, -2, Float.MIN_VALUE);
      assertThat(list.get(1).getShape()).isEqualTo(new Shape(3));
    }
  }

  @Test
  void readWhatTheyWrote() throws IOException {
    Safetensors.write(file, Map.of("seed", "\"1\" é"), tensors());
    try (Safetensors saved = Safetensors.open(file)) {
      saved.verify();
      assertThat(saved.metadata()).containsEntry("seed", "\"1\" é");
      assertThat(saved.tensor("step").count()).isEqualTo(1L << 40);
      assertThat(saved.tensor("weights").bytes().getFloat(4)).isEqualTo(-2);
      assertThat(saved.kinds().get("weights")).hasToString("(3) of float32");
    }
  }

  @Test
  void refuseASingleFlippedBitWhereverItIs() throws IOException {
    Safetensors.write(file, Map.of("seed", "1"), tensors());
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] bytes = whole.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bytes);
      assertThatThrownBy(
              () -> {
                try (Safetensors saved = Safetensors.open(file)) {
                  saved.verify();
                }
              })
          .as("bit %d", bit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("step-1.safetensors cannot be read as safetensors: ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{T},\"a\":{T}}| the name a is there twice",
        "{\"__metadata__\":{},\"__metadata__\":{}}| the name __metadata__ is there twice",
        "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}| the name a is there twice",
        "{\"__metadata__\":{\"a\":1}}| a has a NUMBER, must have text",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}| type F16, must be F32 or I64",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}| data_offsets [0, 9], must be [0, 8]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}| must be [0, 8]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}| must be [0, 8]",
        "{\"a\":{T},\"b\":{T}}| b of shape [2] has data_offsets [0, 8], must be [8, 16]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}| must be [0, 73786976294838206464]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}| -2 is no count",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2e0],\"data_offsets\":[0,8]}}| 2e0 is no count",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]}}| STRING is no count",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[[[2]]],\"data_offsets\":[0,8]}}| BEGIN_ARRAY is no count",
        "{\"a\":{T,\"more\":{}}}| a has a second or unknown more",
        "{\"a\":{\"dtype\":\"F32\"}}| a lacks one of dtype, shape, data_offsets",
        "{\"a\":{T}}{}| header is wrong",
        "{'a':{T}}| header is wrong",
        "{\"a\":{T},}| header is wrong",
        "[]| header is wrong",
        "{\"a\":| header is wrong"
      })
  void refuseAHeaderThatIsWrong(String json, String message) throws IOException {
    write(json.replace("{T", "{" + TENSOR).getBytes(StandardCharsets.UTF_8), new byte[8]);
    assertRefused(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " {}",
        "\uFEFF{}",
        ")]}'\n{}",
        "{}//",
        "{/**/}",
        "{\"__metadata__\":{\"a\":\"\\'\"}}",
        "{\"__metadata__\":{\"a\":\"\n\"}}",
        "{\"__metadata__\":{\"a\":\"\u0000\"}}",
        "{\"__metadata__\":{\"a\":\"\\\n\"}}",
        "{\"__metadata__\":{\"a\":\"\\u12\"}}",
        "{\"__metadata__\":{\"a\":\"\\ug000\"}}",
        "{\"a\\",
        "{\"a",
        "{__metadata__:{}}",
        "{\"__metadata__\":{\"a\":NaN}}",
        "{\"__metadata__\":{\"a\":TRUE}}",
        "{\"a\"={}}",
        "{\"a\":{};}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[02],\"data_offsets\":[0,8]}}",
        "{,}"
      })
  void refuseWhatIsNearlyJson(String json) throws IOException {
    write(json.getBytes(StandardCharsets.UTF_8), new byte[0]);
    assertRefused("its header is wrong: ");
  }

  @Test
  void readEveryEscapeOfJson() throws IOException {
    write(
        "{\"__metadata__\":{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"}}"
            .getBytes(StandardCharsets.UTF_8),
        new byte[0]);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.metadata()).containsEntry("a", "\"\\/\b\f\n\r\té");
    }
  }

  @Test
  void refuseTextThatIsNoUtf8() throws IOException {
    write(new byte[] {'{', '"', (byte) 0xff, '"', '}'}, new byte[0]);
    assertRefused("it is no UTF-8");
  }

  @ParameterizedTest
  @CsvSource({"-9223372036854775808", "9223372036854775807", "-1", "1048577", "1", "0"})
  void refuseAHeaderOfALengthThatCannotBe(long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Files.write(file, bytes.array());
    assertRefused("its header has " + Long.toUnsignedString(length) + " bytes, must have 2 to 92");
  }

  @Test
  void refuseDeepJsonWithoutGoingDeep() throws IOException {
    write("[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8), new byte[0]);
    assertRefused("its header is wrong");
    write(
        ("{\"__metadata__\":{\"a\":" + "{\"a\":".repeat(150_000)).getBytes(StandardCharsets.UTF_8),
        new byte[0]);
    assertRefused("a has a BEGIN_OBJECT, must have text");
  }

  @Test
  void readTheSmallestHeaderAndTheLargest() throws IOException {
    for (int length : new int[] {2, 1 << 20}) {
      write(("{}" + " ".repeat(length - 2)).getBytes(StandardCharsets.UTF_8), new byte[0]);
      try (Safetensors read = Safetensors.open(file)) {
        assertThat(read.kinds()).isEmpty();
        assertThat(read.dataBytes()).isZero();
      }
    }
    write(("{}" + " ".repeat((1 << 20) - 1)).getBytes(StandardCharsets.UTF_8), new byte[0]);
    assertRefused("its header has 1048577 bytes, must have 2 to 1048576");
    Files.write(file, new byte[9]);
    assertRefused("it has 9 bytes, a header alone has more");
  }

  @Test
  void readAShapeOf32Dimensions() throws IOException {
    String ones = "1" + ",1".repeat(31);
    String json = "{\"a\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[0,4]}}";
    write(json.formatted(ones).getBytes(StandardCharsets.UTF_8), new byte[4]);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.kinds().get("a").shape().dimension()).isEqualTo(32);
    }
    write(json.formatted(ones + ",1").getBytes(StandardCharsets.UTF_8), new byte[4]);
    assertRefused("a list has more than 32 numbers");
  }

  @Test
  void beginTheNumbersAtAMultipleOf8() throws IOException {
    for (int i = 0; i < 9; i++) {
      Safetensors.write(file, Map.of("seed", "1".repeat(i)), tensors());
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      long length = bytes.getLong(0);
      assertThat(length % 8).isZero();
      String header = new String(bytes.array(), 8, (int) length, StandardCharsets.UTF_8);
      assertThat(header.length() - header.strip().length()).isLessThan(8);
    }
  }

  @Test
  void tellNumbersThatAreNone() {
    assertThat(Tensor.of(Float.MAX_VALUE).isFinite()).isTrue();
    assertThat(Tensor.of(Float.NaN).isFinite()).isFalse();
    assertThat(Tensor.of(Float.NEGATIVE_INFINITY).isFinite()).isFalse();
    assertThat(Tensor.of(0x7fc0_0000L).isFinite()).isTrue();
  }

  /** Otherwise a cell that is run often would end with no file to open. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void leaveNoFileOpenWhenTheyAreRefused() throws IOException {
    write("[]".getBytes(StandardCharsets.UTF_8), new byte[0]);
    for (int i = 0; i < 3; i++) {
      assertRefused("header is wrong");
    }
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.filter(this::isOurs)).isEmpty();
    }
  }

  private boolean isOurs(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).endsWith(file.toRealPath());
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void refuseNumbersThatAreMissingOrTooMany() throws IOException {
    write(("{\"a\":{" + TENSOR + "}}").getBytes(StandardCharsets.UTF_8), new byte[7]);
    assertRefused("it has 7 bytes of numbers, must have 8");
    write(("{\"a\":{" + TENSOR + "}}").getBytes(StandardCharsets.UTF_8), new byte[9]);
    assertRefused("it has 9 bytes of numbers, must have 8");
  }

  /** A terabyte that takes no room on the disk, with a header that is in order. */
  @Test
  void refuseASparseGiantWithoutReadingIt() throws IOException {
    long elements = 1L << 38;
    String json =
        "{\"__metadata__\":{\"crc32c\":\"00000000\"},\"a\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(elements, elements * 4);
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    write(header, new byte[0]);
    try (RandomAccessFile giant = new RandomAccessFile(file.toFile(), "rw")) {
      giant.setLength(8 + header.length + elements * 4);
    }
    try (Network net = network();
        MovingAverages averages = MovingAverages.of(net, 0.5f)) {
      assertThat(
              Mutations.isRead(
                  "step-1.safetensors has 1099511627776 bytes of numbers, this network with its averages has",
                  0,
                  () -> restore(net, averages)))
          .isFalse();
    }
  }

  @Test
  void areReadRightOrRefusedHoweverTheyAreBroken() throws IOException {
    try (Network net = network();
        MovingAverages averages = MovingAverages.of(net, 0.5f)) {
      byte[] whole = saved(net, averages);
      float[] weights = net.variable("conv1/weights").toFloatArray();
      Mutations mutations = new Mutations(1);
      for (int i = 0; i < Mutations.COUNT; i++) {
        byte[] bytes = mutations.of(whole);
        boolean isSealed = i % 2 == 0 && seal(bytes);
        Files.write(file, bytes);
        boolean isRead =
            Mutations.isRead(file.toString(), bytes.length, () -> restore(net, averages));
        float[] now = net.variable("conv1/weights").toFloatArray();
        if (!isRead) {
          assertThat(now).as("after mutation %d was refused", i).isEqualTo(weights);
        } else if (!isSealed) {
          assertThat(bytes).as("mutation %d that was read", i).isEqualTo(whole);
        }
        weights = now;
      }
    }
  }

  private void restore(Network net, MovingAverages averages) throws IOException {
    Map<String, NDArray> arrays = TrainingState.arrays(net, List.of(averages));
    try (SavedState saved = new SavedState(CheckpointFile.open(new Checkpoint(file, 1), arrays))) {
      saved.restore(net);
    }
  }

  /** As one would who wants a broken file to be believed. */
  private static boolean seal(byte[] bytes) {
    int at = 8 + "{\"__metadata__\":{\"crc32c\":\"".length();
    if (bytes.length < at + 8) {
      return false;
    }
    System.arraycopy("00000000".getBytes(StandardCharsets.UTF_8), 0, bytes, at, 8);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    byte[] hex = "%08x".formatted(crc.getValue()).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(hex, 0, bytes, at, 8);
    return true;
  }

  private byte[] saved(Network net, MovingAverages averages) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(TrainingState.GLOBAL_STEP, Tensor.of(1L));
    tensors.put(TrainingState.POSITION, Tensor.of(1L));
    TrainingState.arrays(net, List.of(averages))
        .forEach((name, array) -> tensors.put(name, Tensor.of(array)));
    Safetensors.write(file, Map.of("seed", "1"), tensors);
    return Files.readAllBytes(file);
  }

  private static Network network() {
    return Architecture.of(
            new Shape(5), () -> Map.of("conv1", Linear.builder().setUnits(3).build()))
        .on(Device.cpu());
  }

  private static Map<String, Tensor> tensors() {
    ByteBuffer numbers = Tensor.room(12);
    numbers.asFloatBuffer().put(new float[] {1.5f, -2, Float.MIN_VALUE});
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("step", Tensor.of(1L << 40));
    tensors.put(
        "weights", new Tensor(ai.djl.ndarray.types.DataType.FLOAT32, new Shape(3), numbers));
    return tensors;
  }

  private void write(byte[] json, byte[] numbers) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(json.length).put(json).put(numbers).array());
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " cannot be read as safetensors: ")
        .hasMessageContaining(message);
  }
}
