package cellwise.kernel.magic;

import cellwise.kernel.files.TextFile;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * {@code %load}: runs a file of Java, or the code cells of a notebook, as if it stood in the cell.
 * The base library's own fails on a notebook whose sources are strings.
 */
public final class LoadMagic {
  private static final List<String> EXTENSIONS =
      List.of("", ".jsh", ".jshell", ".java", ".ijava", ".ipynb");

  /** Runs source that came from the named place. */
  @FunctionalInterface
  public interface Runner {
    /** Runs it. */
    void run(String name, String source) throws Exception;
  }

  private LoadMagic() {}

  /** Registers it. */
  public static void register(CellMagics magics, Runner runner) {
    magics.registerLineMagic("load", arguments -> load(arguments, runner));
  }

  private static Object load(List<String> arguments, Runner runner) throws Exception {
    if (arguments.size() != 1) {
      throw new IllegalArgumentException(
          "%load has " + arguments.size() + " arguments, must have one: the file to run");
    }
    for (Map.Entry<String, String> part : parts(find(arguments.get(0))).entrySet()) {
      runner.run(part.getKey(), part.getValue());
    }
    return null;
  }

  private static Path find(String name) throws FileNotFoundException {
    for (String extension : EXTENSIONS) {
      Path file = Path.of(name + extension);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new FileNotFoundException(
        Path.of(name).toAbsolutePath().normalize()
            + " does not exist, nor with one of"
            + EXTENSIONS.stream().collect(Collectors.joining(" ")));
  }

  /** The sources of a file by the names of their places. */
  private static Map<String, String> parts(Path file) throws IOException {
    String text = TextFile.read(file);
    if (!file.toString().endsWith(".ipynb")) {
      return Map.of(file.toString(), text);
    }
    try {
      JsonArray cells = JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("cells");
      Map<String, String> parts = new LinkedHashMap<>();
      for (JsonElement each : cells) {
        JsonObject cell = each.getAsJsonObject();
        if (cell.get("cell_type").getAsString().equals("code")) {
          parts.put(file + ", code cell " + (parts.size() + 1), source(cell.get("source")));
        }
      }
      return parts;
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      throw new IOException(file.toAbsolutePath() + " is no notebook of format 4", e);
    }
  }

  private static String source(JsonElement source) {
    return source.isJsonArray()
        ? StreamSupport.stream(source.getAsJsonArray().spliterator(), false)
            .map(JsonElement::getAsString)
            .collect(Collectors.joining())
        : source.getAsString();
  }
}
