package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Snippets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private static final List<String> CLASSES = List.of("dark", "bright");

  /** As a cell of a notebook runs it. */
  @Test
  void theExampleOfTheDocumentationRuns() throws IOException {
    try (Snippets cells = new Snippets()) {
      cells.run("import cellwise.data.*; import java.util.*;");
      cells.run(example());
      assertThat(cells.run("bars + \"\""))
          .isEqualTo("\"Bars: 500 pictures to train on, 100 to test on, 2 classes\"");
    }
  }

  private static String example() throws IOException {
    String source = Files.readString(Path.of("src/main/java/cellwise/data/Records.java"));
    String code = source.substring(source.indexOf("{@code\n") + 7, source.indexOf(" * }</pre>"));
    return code.lines()
        .map(line -> line.replaceFirst("^ \\* ?", ""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void picturesOfOnesOwnBecomeADataSet() {
    Pictures pictures =
        Pictures.of("Own", CLASSES, Records.of("a", pictures(8)), Records.of("b", pictures(3)));
    assertThat(pictures).hasToString("Own: 8 pictures to train on, 3 to test on, 2 classes");
    assertThat(pictures.train().picture(5).label()).isEqualTo(1);
    assertThat(pictures.train().shape().getShape()).containsExactly(1, 2, 3);
    assertThat(pictures.train().files()).extracting(Split::name).containsExactly("Own a");
  }

  /** Where a picture is computed or decoded when it is asked for, each costs. */
  @Test
  void eachPictureIsAskedForOnceByTheCheck() {
    List<Integer> asked = new ArrayList<>();
    Records counting =
        new Records() {
          @Override
          public String source() {
            return "counting";
          }

          @Override
          public int size() {
            return 4;
          }

          @Override
          public Picture picture(int index) {
            asked.add(index);
            return new Picture(index % 2, 2, 3, new byte[6]);
          }
        };
    Split.checked("Own", "train", CLASSES, List.of(counting));
    assertThat(asked).containsExactly(0, 1, 2, 3);
  }

  /** By the JDK's checksum of the bytes, put one after the other here. */
  @Test
  void theFingerprintIsThatOfSizeLabelAndPlanesOfEachPicture() {
    Records records = Records.of("a", pictures(2));
    Split split = Split.checked("Own", "train", CLASSES, List.of(records));
    ByteBuffer bytes = ByteBuffer.allocate(2 * (12 + 6));
    bytes.putInt(2).putInt(3).putInt(0).put(new byte[] {0, 0, 0, 0, 0, 0});
    bytes.putInt(2).putInt(3).putInt(1).put(new byte[] {1, 1, 1, 1, 1, 1});
    CRC32C crc = new CRC32C();
    crc.update(bytes.flip());
    assertThat(split.fingerprint()).isEqualTo("%08x".formatted(crc.getValue()));
  }

  @Test
  void refusesALabelThatIsNoClass() {
    for (int label : new int[] {-1, 2}) {
      List<Picture> wrong = with(new Picture(label, 2, 3, new byte[6]));
      assertThatThrownBy(() -> own(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "picture 3 of list in Own train has label %d, must be 0 to 1: an index into the names of the classes"
                  .formatted(label));
    }
  }

  @Test
  void refusesPicturesOfAnotherSizeOrOtherChannels() {
    assertThatThrownBy(() -> own(with(new Picture(0, 3, 2, new byte[6]))))
        .hasMessage(
            "picture 3 of list in Own train is (1, 3, 2), the first is (1, 2, 3): all must have the same channels and size, so scale them");
    assertThatThrownBy(() -> own(with(new Picture(0, 2, 3, new byte[18]))))
        .hasMessageStartingWith("picture 3 of list in Own train is (3, 2, 3), the first is");
    Records grey = Records.of("grey", List.of(new Picture(0, 2, 2, new byte[4])));
    assertThatThrownBy(() -> Pictures.of("Own", CLASSES, Records.of("list", pictures(2)), grey))
        .hasMessage(
            "Own train (2 pictures) has pictures of (1, 2, 3), Own test (1 pictures) of (1, 2, 2): all must have the same channels and size, so scale them");
  }

  @Test
  void refusesAPartWithoutPictures() {
    assertThatThrownBy(() -> own(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("list of Own train has size 0, must hold one picture or more");
    assertThatThrownBy(
            () -> Pictures.of("Own", CLASSES, List.of(), Records.of("test", pictures(1))))
        .hasMessage("Own train has no records, must have one or more");
  }

  @Test
  void refusesNamesThatTellNothingApart() {
    assertNamesRefused(List.of("one"), "classes are [one], must be 2 or more");
    assertNamesRefused(List.of("a", "a"), "classes are [a, a], each must have a name of its own");
    assertNamesRefused(List.of("a", " "), "classes are [a,  ], each must have a name of its own");
    Records records = Records.of("list", pictures(2));
    assertThatThrownBy(() -> Pictures.of(" ", CLASSES, records, records))
        .hasMessage("name is blank: say what charts are to call the pictures");
  }

  @Test
  void refusesPartsOfOtherClasses() {
    Pictures own = own(pictures(2));
    Split other = Split.checked("Own", "test", List.of("a", "b"), List.of(new Held()));
    assertThatThrownBy(() -> new Pictures("Own", CLASSES, own.train(), other))
        .hasMessage(
            "Own test (1 pictures) has the classes [a, b], must have those of Own, [dark, bright]");
  }

  private record Held() implements Records {
    @Override
    public String source() {
      return "held";
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Picture picture(int index) {
      return pictures(1).get(index);
    }
  }

  private static void assertNamesRefused(List<String> names, String message) {
    Records records = Records.of("list", pictures(2));
    assertThatThrownBy(() -> Pictures.of("Own", names, records, records))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static Pictures own(List<Picture> train) {
    return Pictures.of("Own", CLASSES, Records.of("list", train), Records.of("t", pictures(2)));
  }

  private static List<Picture> with(Picture wrong) {
    List<Picture> pictures = new ArrayList<>(pictures(3));
    pictures.add(wrong);
    return pictures;
  }

  /** Grey, 2 rows of 3; picture i has label and values i % 2. */
  private static List<Picture> pictures(int count) {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] planes = new byte[6];
      java.util.Arrays.fill(planes, (byte) (i % 2));
      pictures.add(new Picture(i % 2, 2, 3, planes));
    }
    return pictures;
  }
}
