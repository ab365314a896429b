package cellwise.kernel.magic.maven;

import cellwise.kernel.magic.CellMagics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.util.artifact.ArtifactIdUtils;

/** {@code %maven}, {@code %mavenRepo} and {@code %loadFromPOM} with their longer names. */
public final class MavenMagics {
  private static final String FROM = "--from=";
  private static final List<String> SCOPES = List.of("compile", "runtime", "system", "import");

  private final MavenResolver resolver;
  private final Consumer<List<Path>> classPath;
  private final Map<String, String> versions = new HashMap<>();

  private MavenMagics(MavenResolver resolver, Consumer<List<Path>> classPath) {
    this.resolver = resolver;
    this.classPath = classPath;
  }

  /** Registers them; what they resolve is passed to {@code classPath}. */
  public static void register(
      CellMagics magics, MavenResolver resolver, Consumer<List<Path>> classPath) {
    MavenMagics all = new MavenMagics(resolver, classPath);
    for (String name : List.of("maven", "addMavenDependency", "addMavenDependencies")) {
      magics.registerLineMagic(name, all::maven);
    }
    magics.registerLineMagic("mavenRepo", all::repository);
    magics.registerLineMagic("addMavenRepo", all::repository);
    magics.registerLineMagic("loadFromPOM", all::loadFromPom);
    magics.registerCellMagic("loadFromPOM", all::loadFromPom);
  }

  private Object maven(List<String> arguments) throws IOException {
    List<String> from =
        arguments.stream()
            .filter(each -> each.startsWith(FROM))
            .map(each -> each.substring(FROM.length()))
            .toList();
    List<String> coordinates = plain(arguments);
    if (coordinates.isEmpty()) {
      throw new IllegalArgumentException(
          "%maven has no coordinates: pass groupId:artifactId:version");
    }
    List<Artifact> resolved = resolver.resolve(coordinates, from);
    resolved.stream().filter(each -> isNamed(each, coordinates)).forEach(this::tellOfOtherVersion);
    add(resolved, isVerbose(arguments));
    return null;
  }

  private Object repository(List<String> arguments) {
    if (arguments.size() != 2) {
      throw new IllegalArgumentException(
          "%mavenRepo has " + arguments.size() + " arguments, must have an id and a URL");
    }
    resolver.addRemoteRepo(arguments.get(0), arguments.get(1));
    return null;
  }

  private Object loadFromPom(List<String> arguments) throws IOException {
    List<String> words = plain(arguments);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("%loadFromPOM has no path: pass that of a pom.xml");
    }
    loadFromPom(Path.of(words.get(0)), words.subList(1, words.size()), isVerbose(arguments));
    return null;
  }

  private Object loadFromPom(List<String> arguments, String body) throws IOException {
    Path pom = Files.createTempFile("notebook", ".pom");
    try {
      Files.writeString(pom, PomFragment.project(body));
      loadFromPom(pom, plain(arguments), isVerbose(arguments));
    } finally {
      Files.delete(pom);
    }
    return null;
  }

  private void loadFromPom(Path pom, List<String> scopes, boolean verbose) throws IOException {
    add(resolver.resolvePom(pom, scopes.isEmpty() ? SCOPES : scopes), verbose);
  }

  private static List<String> plain(List<String> arguments) {
    return arguments.stream().filter(each -> !each.startsWith("-")).toList();
  }

  private static boolean isVerbose(List<String> arguments) {
    return arguments.stream().anyMatch(each -> each.matches("-v+|--verbose"));
  }

  private static boolean isNamed(Artifact artifact, List<String> coordinates) {
    return coordinates.stream()
        .map(each -> each.split("[:#;]"))
        .anyMatch(
            each ->
                each[0].equals(artifact.getGroupId()) && each[1].equals(artifact.getArtifactId()));
  }

  private synchronized void tellOfOtherVersion(Artifact asked) {
    String present = versions.get(ArtifactIdUtils.toVersionlessId(asked));
    if (present != null && !present.equals(asked.getVersion())) {
      System.err.printf(
          "%s stays in version %s: restart the kernel to use %s%n",
          asked.getArtifactId(), present, asked.getVersion());
    }
  }

  /** Adds what is not there yet: of two versions the class path would only show the first. */
  private synchronized void add(List<Artifact> artifacts, boolean verbose) {
    List<Path> files = new ArrayList<>();
    for (Artifact each : artifacts) {
      if (versions.putIfAbsent(ArtifactIdUtils.toVersionlessId(each), each.getVersion()) == null) {
        files.add(each.getFile().toPath());
      }
      if (verbose) {
        System.out.println(each + " in " + each.getFile());
      }
    }
    classPath.accept(files);
  }
}
