package cellwise.kernel.magic.maven;

import cellwise.kernel.files.TextFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a project of what a cell holds of one: dependencies, repositories and the like. */
final class PomFragment {
  private static final Pattern NO_ELEMENT = Pattern.compile("<!--(?s:.*?)-->|<\\?(?s:.*?)\\?>");
  private static final Pattern ELEMENT =
      Pattern.compile("\\s*<(?<name>[\\w.-]+)[^>]*>(?<content>(?s:.*?))</\\k<name>\\s*>\\s*");
  private static final Map<String, String> LISTS =
      Map.of("dependency", "dependencies", "repository", "repositories");

  private PomFragment() {}

  /**
   * The text of a whole project.
   *
   * @param fragment a project, or any of its elements, those of lists also without the list
   * @throws IllegalArgumentException if something else than elements stands there
   */
  static String project(String fragment) {
    String bare = NO_ELEMENT.matcher(TextFile.withoutMark(fragment)).replaceAll("").strip();
    if (bare.startsWith("<project")) {
      return bare;
    }
    Map<String, StringBuilder> elements = new LinkedHashMap<>();
    Matcher element = ELEMENT.matcher(bare);
    int at = 0;
    while (element.find() && element.start() == at) {
      String name = element.group("name");
      String content = LISTS.containsKey(name) ? element.group() : element.group("content");
      elements
          .computeIfAbsent(LISTS.getOrDefault(name, name), k -> new StringBuilder())
          .append(content);
      at = element.end();
    }
    if (at < bare.length() || at == 0) {
      throw new IllegalArgumentException(
          "no element of a POM begins at \""
              + bare.substring(at).lines().findFirst().orElse("")
              + "\": try <dependency>...</dependency>");
    }
    StringBuilder project = new StringBuilder("<project><modelVersion>4.0.0</modelVersion>");
    if (!elements.containsKey("artifactId")) {
      project.append("<groupId>notebook</groupId><artifactId>project</artifactId>");
      project.append("<version>0</version><packaging>pom</packaging>");
    }
    elements.forEach(
        (name, content) -> project.append("<%1$s>%2$s</%1$s>".formatted(name, content)));
    return project.append("</project>").toString();
  }
}
