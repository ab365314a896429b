package cellwise.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "averages_decay | [\"null.9\"] | must be a list in JSON",
        "averages_decay | [0.9 | must be a list in JSON",
        "network_input | [\"3.x\",24,24] | must be a list in JSON",
        "network_input | [3,24] | must be three sizes of 1 to",
        "classes | [null] | must be a list in JSON",
      })
  void refusesAFieldThatIsNone(String name, String value, String rule) {
    Map<String, String> metadata =
        new HashMap<>(
            Map.of(
                "network", "CifarNet",
                "network_layers", "[\"conv1\"]",
                "network_input", "[3,24,24]",
                "classes", "[\"cat\",\"dog\"]",
                "picture", "[3,32,32]",
                "averages_decay", "[0.9]"));
    metadata.put(name, value);
    assertThatThrownBy(() -> Description.read(metadata))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(name + " is ")
        .hasMessageContaining(rule);
  }
}
