package cellwise.kernel.wire;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Contents of messages as records and back: {@code executionCount} is {@code execution_count}. */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .disableHtmlEscaping()
          .create();

  private Json() {}

  /**
   * The object that a record, a map or an object of the base library becomes, without its nulls.
   *
   * @throws IllegalArgumentException if it holds what JSON cannot, such as {@code NaN}
   */
  public static JsonObject tree(Object content) {
    return content instanceof JsonObject tree ? tree : GSON.toJsonTree(content).getAsJsonObject();
  }

  /**
   * The record, of the given class, that an object stands for; what is missing is null, 0 or false.
   *
   * @throws com.google.gson.JsonParseException if a field is of another kind
   */
  static <T> T read(JsonObject tree, Class<T> type) {
    return GSON.fromJson(tree, type);
  }

  /**
   * Reads a text.
   *
   * @throws com.google.gson.JsonParseException if it is no JSON
   * @throws IllegalStateException if it is no object
   */
  static JsonObject parse(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  static String text(JsonObject tree) {
    return GSON.toJson(tree);
  }
}
