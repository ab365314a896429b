package cellwise.cli;

import cellwise.runs.Annotations;
import cellwise.runs.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(name = "note", description = "Writes a note, a tag or a verdict.")
final class NoteCommand extends JournalCommand {
  @Parameters(index = "0", paramLabel = "RUN", description = RUN)
  private String run;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "In Markdown; - reads it from standard input.")
  private String text;

  @Option(names = "--step", paramLabel = "N", description = "About this step, counted from 0.")
  private Long step;

  @Option(names = "--tag", paramLabel = "TAG", description = "Add a tag.")
  private List<String> tags = List.of();

  @Option(names = "--verdict", paramLabel = "TEXT", description = "What came of it, in the end.")
  private String verdict;

  @Override
  void checkUsage() {
    if (text == null && tags.isEmpty() && verdict == null) {
      throw new ParameterException(
          spec.commandLine(), "nothing to write: give TEXT, --tag or --verdict");
    }
    if (step != null && text == null) {
      throw new ParameterException(
          spec.commandLine(), "--step is " + step + ", but there is no TEXT about it");
    }
  }

  @Override
  int call(Journal journal) throws IOException {
    Annotations noted = journal.annotate(journal.run(run));
    tags.forEach(noted::tag); // twice is no more than once, so what fails can be repeated
    if (verdict != null) {
      noted.verdict(verdict);
    }
    if (text != null) {
      String read = text.equals("-") ? standardInput() : text;
      if (step == null) {
        noted.note(read);
      } else {
        noted.note(step, read);
      }
    }
    return 0;
  }

  private static String standardInput() throws IOException {
    byte[] bytes = System.in.readAllBytes();
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return text.toString().replaceFirst("^\uFEFF", ""); // a mark that it is UTF-8
    } catch (CharacterCodingException e) {
      throw new IOException("standard input is no UTF-8: convert it first, as by iconv", e);
    }
  }
}
