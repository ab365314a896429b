package cellwise.show;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.common.Text;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a cell calls in a stock IJava: its library's renderer, with its rules for text alone. */
public final class StockKernel {
  private static final Renderer RENDERER = new Renderer();
  private static final Deque<JsonObject> SHOWN = new ArrayDeque<>();

  static {
    Text.registerAll(RENDERER);
  }

  private StockKernel() {}

  /** Renders as asked and sends, as IJava's function of this name. */
  public static String display(Object value, String... as) {
    send(RENDERER.renderAs(value, as));
    return "id";
  }

  /** Writes what a front end gets, as the library writes its messages. */
  private static void send(DisplayData data) {
    SHOWN.add(new Gson().toJsonTree(data).getAsJsonObject().getAsJsonObject("data"));
  }

  /** Returns what was sent last, by its type, and forgets it. */
  static JsonObject sent() {
    return SHOWN.removeLast();
  }
}
