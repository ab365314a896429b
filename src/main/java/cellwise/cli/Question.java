package cellwise.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;

/** Asks before something is lost. */
final class Question {
  private Question() {}

  /** Returns whether the user said yes; no answer is a no. */
  static boolean isAgreed(PrintWriter terminal, String question) {
    terminal.print(question + " [y/N] ");
    terminal.flush();
    Scanner answers = new Scanner(System.in, StandardCharsets.UTF_8);
    return answers.hasNextLine()
        && List.of("y", "yes").contains(answers.nextLine().strip().toLowerCase(Locale.ROOT));
  }
}
