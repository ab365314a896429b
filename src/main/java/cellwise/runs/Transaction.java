package cellwise.runs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/**
 * What happens in a journal at once. Reads runs, any number of them by the same few questions; who
 * writes has the handle.
 */
record Transaction(Path file, Handle handle) {
  /** By SQLite's indexes, for any number of runs. */
  private static final String AMONG = " IN (SELECT value FROM json_each(:runs)) ";

  private static final String POINTS =
      "SELECT run, tag AS part, step, value FROM series JOIN scalar ON series = series.id"
          + " WHERE run"
          + AMONG;

  /** Of each series one look into the index, however long it is. */
  static final String LAST =
      POINTS + "AND step = (SELECT max(step) FROM scalar WHERE series = series.id) ORDER BY part";

  /** Changes something, and returns how many rows. */
  int execute(String sql, Object... values) {
    return handle.execute(sql, values);
  }

  /** Returns the whole numbers that a question finds. */
  List<Long> numbers(String sql, Object... values) {
    return handle.select(sql, values).mapTo(long.class).list();
  }

  /**
   * Checks that a run is there.
   *
   * @throws JournalException if it was removed
   */
  void require(long id) {
    if (numbers("SELECT id FROM run WHERE id = ?", id).isEmpty()) {
      throw new JournalException("run " + id + " is no longer in " + file);
    }
  }

  /**
   * Returns a run.
   *
   * @throws JournalException if it was removed
   */
  Run run(long id) {
    return runs(List.of(id)).get(0);
  }

  /**
   * Returns runs, in the order of these numbers.
   *
   * @throws JournalException if one was removed
   */
  List<Run> runs(List<Long> ids) {
    Parts parts =
        new Parts(
            settings(ids, 1),
            settings(ids, 0),
            lists(ids, "tag", "name", (row, context) -> row.getString("name")),
            lists(ids, "note", "step IS NULL, step, id", ConstructorMapper.of(Note.class)),
            lists(ids, "evaluation", "step, data, parameters", ConstructorMapper.of(Score.class)),
            lists(ids, "link", "kind, path", ConstructorMapper.of(Link.class)),
            named(among(ids, LAST), Transaction::point));
    Map<Long, Run> runs =
        among(ids, "SELECT * FROM run WHERE id" + AMONG)
            .map((row, context) -> run(row, parts))
            .collectToMap(Run::id, run -> run);
    ids.stream().filter(id -> !runs.containsKey(id)).forEach(this::require);
    return ids.stream().map(runs::get).toList();
  }

  /** What each run has in the other tables. */
  private record Parts(
      LongFunction<Map<String, String>> settings,
      LongFunction<Map<String, String>> surroundings,
      LongFunction<List<String>> tags,
      LongFunction<List<Note>> notes,
      LongFunction<List<Score>> scores,
      LongFunction<List<Link>> links,
      LongFunction<Map<String, List<Point>>> last) {}

  private static Run run(ResultSet row, Parts parts) throws SQLException {
    long id = row.getLong("id");
    return new Run(
        id,
        row.getString("name"),
        Instant.ofEpochMilli(row.getLong("started")),
        Optional.ofNullable(row.getObject("ended")).map(Transaction::instant),
        Duration.ofMillis(row.getLong("worked")),
        state(row),
        Optional.ofNullable(row.getString("reason")),
        Optional.ofNullable(row.getString("verdict")),
        parts.settings.apply(id),
        parts.surroundings.apply(id),
        parts.tags.apply(id),
        parts.notes.apply(id),
        parts.scores.apply(id),
        parts.links.apply(id),
        only(parts.last.apply(id)));
  }

  private static Run.State state(ResultSet row) throws SQLException {
    Run.State state = Run.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    Owner owner = new Owner(row.getString("host"), row.getLong("pid"), row.getLong("alive"));
    return state == Run.State.RUNNING && owner.isGone() ? Run.State.LOST : state;
  }

  private static Instant instant(Object millis) {
    return Instant.ofEpochMilli(((Number) millis).longValue());
  }

  /** SQLite keeps null for what is no number. */
  private static Point point(ResultSet row, Object context) throws SQLException {
    long step = row.getLong("step");
    double value = row.getDouble("value");
    return new Point(step, row.wasNull() ? Double.NaN : value);
  }

  /**
   * Returns runs with their numbers over the steps, in the order of these numbers.
   *
   * @throws JournalException if one was removed
   */
  List<History> histories(List<Long> ids) {
    return histories(ids, among(ids, POINTS + "ORDER BY part, step"));
  }

  /** The same with one of the numbers. */
  List<History> histories(List<Long> ids, String tag) {
    return histories(ids, among(ids, POINTS + "AND tag = :tag ORDER BY step").bind("tag", tag));
  }

  private List<History> histories(List<Long> ids, Query query) {
    LongFunction<Map<String, List<Point>>> points = named(query, Transaction::point);
    return runs(ids).stream().map(run -> History.of(run, points.apply(run.id()))).toList();
  }

  private Query among(List<Long> ids, String sql) {
    return handle.createQuery(sql).bind("runs", ids.toString());
  }

  private LongFunction<Map<String, String>> settings(List<Long> ids, int isGiven) {
    String sql =
        "SELECT *, name AS part FROM setting WHERE is_given = " + isGiven + " AND run" + AMONG;
    LongFunction<Map<String, List<String>>> settings =
        named(among(ids, sql + "ORDER BY name"), (row, context) -> row.getString("value"));
    return id -> only(settings.apply(id));
  }

  /** Of names that each have one value. */
  private static <T> Map<String, T> only(Map<String, List<T>> named) {
    Map<String, T> only = new LinkedHashMap<>();
    named.forEach((name, values) -> only.put(name, values.get(0)));
    return only;
  }

  /** What each run has in a table, in an order. */
  private <T> LongFunction<List<T>> lists(
      List<Long> ids, String table, String order, RowMapper<T> mapper) {
    String sql = "SELECT *, '' AS part FROM " + table + " WHERE run" + AMONG + "ORDER BY " + order;
    LongFunction<Map<String, List<T>>> named = named(among(ids, sql), mapper);
    return id -> named.apply(id).getOrDefault("", List.of());
  }

  private record Part<T>(long run, String name, T value) {}

  /** What each run has by each name, in the order of the rows. */
  private static <T> LongFunction<Map<String, List<T>>> named(Query query, RowMapper<T> mapper) {
    Map<Long, Map<String, List<T>>> named =
        query
            .map(
                (row, context) ->
                    new Part<>(row.getLong("run"), row.getString("part"), mapper.map(row, context)))
            .collect(
                groupingBy(
                    Part::run,
                    groupingBy(Part::name, LinkedHashMap::new, mapping(Part::value, toList()))));
    return id -> named.getOrDefault(id, Map.of());
  }
}
