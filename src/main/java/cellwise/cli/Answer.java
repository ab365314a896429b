package cellwise.cli;

import cellwise.eval.Guess;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What is said of one picture.
 *
 * @param guesses the most likely class first; empty if there is a failure
 * @param failure why there is no guess; null if there is one
 */
record Answer(Path picture, List<Guess> guesses, String failure) {
  boolean isThere() {
    return failure == null;
  }

  /** Returns the answers that there are, a line each. */
  static String table(List<Answer> answers) {
    Table table =
        Table.create(
            StringColumn.create("picture"),
            StringColumn.create("class"),
            StringColumn.create("share"),
            StringColumn.create("next best"));
    for (Answer answer : answers) {
      if (answer.isThere()) {
        Guess best = answer.guesses.get(0);
        table.stringColumn("picture").append(answer.picture.toString());
        table.stringColumn("class").append(best.name());
        table
            .stringColumn("share")
            .append(String.format(Locale.ROOT, "%.1f %%", 100 * best.share()));
        table.stringColumn("next best").append(next(answer.guesses));
      }
    }
    return table.print(Math.max(1, table.rowCount()));
  }

  private static String next(List<Guess> guesses) {
    return guesses.stream().skip(1).map(Guess::toString).collect(Collectors.joining(", "));
  }

  /** Returns all answers as JSON, in their order. */
  static String json(List<Answer> answers) {
    JsonArray all = new JsonArray();
    answers.forEach(answer -> all.add(answer.json()));
    Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    return gson.toJson(all);
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("picture", picture.toString());
    if (!isThere()) {
      json.addProperty("failure", failure);
      return json;
    }
    json.addProperty("class", guesses.get(0).name());
    json.addProperty("share", guesses.get(0).share());
    JsonArray best = new JsonArray();
    for (Guess guess : guesses) {
      JsonObject each = new JsonObject();
      each.addProperty("class", guess.name());
      each.addProperty("share", guess.share());
      best.add(each);
    }
    json.add("best", best);
    return json;
  }
}
