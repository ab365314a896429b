package cellwise.kernel.magic.maven;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.ArtifactType;
import org.eclipse.aether.artifact.ArtifactTypeRegistry;
import org.eclipse.aether.artifact.DefaultArtifact;

/** The ways to write what to fetch: Maven's colons and Ivy's {@code group#name;revision}. */
final class Coordinates {
  private static final Pattern IVY = Pattern.compile("([^#:;]+)#([^#:;]+);([^#:;]+)");

  private Coordinates() {}

  /**
   * Reads {@code group:artifact[:packaging[:classifier]]:version} or {@code
   * group#artifact;version}.
   *
   * @param types what the packagings mean
   * @throws IllegalArgumentException if it is neither
   */
  static Artifact parse(String text, ArtifactTypeRegistry types) {
    Matcher ivy = IVY.matcher(text);
    String maven =
        ivy.matches() ? String.join(":", ivy.group(1), ivy.group(2), ivy.group(3)) : text;
    List<String> parts = List.of(maven.split(":", -1));
    if (parts.size() < 3 || parts.size() > 5 || parts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" must be groupId:artifactId[:packaging[:classifier]]:version");
    }
    String packaging = parts.size() > 3 ? parts.get(2) : "jar";
    ArtifactType type = types.get(packaging);
    String classifier = parts.size() > 4 ? parts.get(3) : type == null ? "" : type.getClassifier();
    return new DefaultArtifact(
        parts.get(0),
        parts.get(1),
        classifier,
        type == null ? packaging : type.getExtension(),
        parts.get(parts.size() - 1),
        type);
  }
}
