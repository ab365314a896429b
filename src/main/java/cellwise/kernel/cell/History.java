package cellwise.kernel.cell;

import cellwise.kernel.wire.Handler;
import cellwise.kernel.wire.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cells of this session, for consoles that recall them. Not kept on disk: a cell may hold a
 * password, and the notebook is its own record. The base library's history cannot be used, since it
 * is sent in the wrong form.
 */
public final class History implements Handler {
  private static final int SESSION = 1;

  /** A cell; the output is null until there is one. */
  private record Entry(int number, String input, String output) {}

  /** The content of a request; fields that are not of its kind of access are 0 or null. */
  private record Query(
      String histAccessType,
      boolean output,
      int session,
      int start,
      int stop,
      int n,
      String pattern,
      boolean unique) {}

  private final List<Entry> entries = new ArrayList<>();

  /** Adds the source of the cell of an execution count. */
  void add(int number, String source) {
    entries.add(new Entry(number, source, null));
  }

  /** Adds the text of its result to the last cell. */
  void addOutput(String text) {
    int last = entries.size() - 1;
    entries.set(last, new Entry(entries.get(last).number(), entries.get(last).input(), text));
  }

  @Override
  public Object answer(Request request) {
    Query query = request.content(Query.class);
    return Map.of("history", find(query).map(e -> tuple(e, query.output())).toList());
  }

  private Stream<Entry> find(Query query) {
    return switch (query.histAccessType()) {
      case "range" -> range(query);
      case "search" -> last(query.n(), search(query));
      case "tail" -> last(query.n(), entries);
      default ->
          throw new IllegalArgumentException(
              "hist_access_type is %s, must be range, search or tail"
                  .formatted(query.histAccessType()));
    };
  }

  /** From start to before stop; without a stop, to the end. Session 0 is the current one. */
  private Stream<Entry> range(Query query) {
    boolean here = query.session() == 0 || query.session() == SESSION;
    int stop = query.stop() == 0 ? Integer.MAX_VALUE : query.stop();
    return entries.stream().filter(e -> here && e.number() >= query.start() && e.number() < stop);
  }

  private List<Entry> search(Query query) {
    Pattern pattern = glob(query.pattern() == null ? "*" : query.pattern());
    Map<Object, Entry> found = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (pattern.matcher(entry.input()).matches()) {
        Object key = query.unique() ? entry.input() : entry.number();
        found.remove(key);
        found.put(key, entry);
      }
    }
    return List.copyOf(found.values());
  }

  private static Pattern glob(String glob) {
    String regex =
        glob.chars()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote("" + (char) c))
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL);
  }

  private static Stream<Entry> last(int n, List<Entry> entries) {
    return entries.stream().skip(n <= 0 ? 0 : Math.max(0, entries.size() - n));
  }

  private static List<Object> tuple(Entry entry, boolean withOutput) {
    Object text = withOutput ? Arrays.asList(entry.input(), entry.output()) : entry.input();
    return List.of(SESSION, entry.number(), text);
  }
}
