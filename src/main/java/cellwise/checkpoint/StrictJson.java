package cellwise.checkpoint;

import java.io.IOException;

/**
 * Refuses what Gson passes over if it is not told otherwise, which its versions before 2.11 cannot
 * be: other kernels bring such, and theirs comes first.
 */
final class StrictJson {
  private StrictJson() {}

  /**
   * Looks at an object's beginning, and into its texts.
   *
   * @throws IOException if that is no JSON; the message says why
   */
  static void require(String json) throws IOException {
    if (!json.startsWith("{")) {
      throw new IOException("it begins with no {");
    }
    boolean isText = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        isText = !isText;
      } else if (isText && c < ' ') {
        throw new IOException("a control character is in a text");
      } else if (isText && c == '\\' && ++i < json.length() && !isEscape(json.charAt(i))) {
        throw new IOException("there is no escape \\" + json.charAt(i));
      }
    }
    if (isText) {
      throw new IOException("a text has no end");
    }
  }

  private static boolean isEscape(char c) {
    return "\"\\/bfnrtu".indexOf(c) >= 0;
  }
}
