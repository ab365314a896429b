package cellwise.kernel.cell;

import io.github.spencerpark.jupyter.channels.ShellHandler;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.request.HistoryRequest;
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
public final class History implements ShellHandler<HistoryRequest> {
  private static final int SESSION = 1;

  /** A cell; the output is null until there is one. */
  private record Entry(int number, String input, String output) {}

  /** The reply; its fields are the fields of the JSON. */
  private static final class Reply implements ContentType<Reply> {
    @SuppressWarnings("unused")
    private final String status = "ok";

    @SuppressWarnings("unused")
    private final List<List<Object>> history;

    Reply(List<List<Object>> history) {
      this.history = history;
    }

    @Override
    @SuppressWarnings("unchecked")
    public MessageType<Reply> getType() {
      return (MessageType<Reply>) (MessageType<?>) MessageType.HISTORY_REPLY;
    }
  }

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
  public void handle(ShellReplyEnvironment env, Message<HistoryRequest> message) {
    HistoryRequest request = message.getContent();
    env.setBusyDeferIdle();
    env.reply(new Reply(find(request).map(e -> tuple(e, request.includeOutput())).toList()));
  }

  private Stream<Entry> find(HistoryRequest request) {
    if (request instanceof HistoryRequest.Range range) {
      return range(range);
    }
    if (request instanceof HistoryRequest.Search search) {
      return last(search.getMaxReturnLength(), search(search));
    }
    return last(((HistoryRequest.Tail) request).getMaxReturnLength(), entries);
  }

  /** From start to before stop; without a stop, to the end. Session 0 is the current one. */
  private Stream<Entry> range(HistoryRequest.Range range) {
    boolean here = range.getSessionIndex() == 0 || range.getSessionIndex() == SESSION;
    int stop = range.getStop() == 0 ? Integer.MAX_VALUE : range.getStop();
    return entries.stream()
        .filter(e -> here && e.number() >= range.getStart() && e.number() < stop);
  }

  private List<Entry> search(HistoryRequest.Search search) {
    Pattern pattern = glob(search.getPattern() == null ? "*" : search.getPattern());
    Map<Object, Entry> found = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (pattern.matcher(entry.input()).matches()) {
        Object key = search.filterUnique() ? entry.input() : entry.number();
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
