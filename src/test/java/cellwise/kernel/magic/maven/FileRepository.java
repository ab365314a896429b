package cellwise.kernel.magic.maven;

import eu.maveniverse.maven.mima.context.ContextOverrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Maven repository of files, and a resolver whose settings know no other. */
final class FileRepository {
  private final Path directory;

  FileRepository(Path directory) {
    this.directory = directory;
  }

  String url() {
    return directory.resolve("remote").toUri().toString();
  }

  /** Adds a jar and its POM, with more elements in the POM. */
  void add(String group, String artifact, String version, String elements) throws IOException {
    addPom(group, artifact, version, elements);
    Files.createFile(file(group, artifact, version, ".jar"));
  }

  void addPom(String group, String artifact, String version, String elements) throws IOException {
    Path pom = file(group, artifact, version, ".pom");
    Files.createDirectories(pom.getParent());
    Files.writeString(pom, pom(group, artifact, version, elements));
  }

  /** Adds a file beside a jar, as one with a classifier. */
  void addFile(String group, String artifact, String version, String end) throws IOException {
    Files.createFile(file(group, artifact, version, end));
  }

  void addChecksum(String group, String artifact, String version, String end, String sum)
      throws IOException {
    Files.writeString(file(group, artifact, version, end), sum);
  }

  private Path file(String group, String artifact, String version, String end) {
    return directory
        .resolve("remote")
        .resolve(group.replace('.', '/'))
        .resolve(artifact)
        .resolve(version)
        .resolve(artifact + "-" + version + end);
  }

  static String pom(String group, String artifact, String version, String elements) {
    return "<project><modelVersion>4.0.0</modelVersion><groupId>%s</groupId>".formatted(group)
        + "<artifactId>%s</artifactId><version>%s</version>".formatted(artifact, version)
        + elements
        + "</project>";
  }

  static String dependency(String group, String artifact, String version, String scope) {
    return ("<dependency><groupId>%s</groupId><artifactId>%s</artifactId>"
            + "<version>%s</version><scope>%s</scope></dependency>")
        .formatted(group, artifact, version, scope);
  }

  /** Settings in which the repository mirrors all others, with more elements. */
  MavenResolver mirrored(String elements) throws IOException {
    return with(
        "<mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>"
            + url()
            + "</url></mirror></mirrors>"
            + elements);
  }

  /** A resolver with these settings and an empty local repository. */
  MavenResolver with(String elements) throws IOException {
    Path settings =
        Files.writeString(
            directory.resolve("settings.xml"),
            "<settings><localRepository>%s</localRepository>%s</settings>"
                .formatted(directory.resolve("local"), elements));
    return new MavenResolver(
        () ->
            ContextOverrides.create().withUserSettings(true).withUserSettingsXmlOverride(settings));
  }
}
