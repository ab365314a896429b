package cellwise.kernel.magic.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.aether.artifact.Artifact;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenResolverTest {
  @TempDir Path directory;
  private FileRepository repository;

  @BeforeEach
  void fill() throws IOException {
    repository = new FileRepository(directory);
    repository.add(
        "org.a",
        "a",
        "1",
        "<dependencies>"
            + FileRepository.dependency("org.b", "b", "2", "runtime")
            + FileRepository.dependency("org.b", "never", "1", "test")
            + FileRepository.dependency("org.b", "neither", "1", "provided")
            + "</dependencies>");
    repository.add("org.b", "b", "2", "");
    repository.add("org.b", "b", "3", "");
  }

  private static List<String> names(List<Artifact> artifacts) {
    assertThat(artifacts).allSatisfy(each -> assertThat(each.getFile()).exists());
    return artifacts.stream().map(each -> each.getFile().getName()).toList();
  }

  private List<String> resolve(String... coordinates) throws IOException {
    return names(repository.mirrored("").resolve(List.of(coordinates), List.of()));
  }

  @Test
  void bringsWhatIsNeededAtRunTimeByTheMirrorOfTheSettings() throws IOException {
    assertThat(resolve("org.a:a:1")).containsExactly("a-1.jar", "b-2.jar");
    assertThat(directory.resolve("local/org/b/b/2/b-2.jar")).exists();
  }

  @Test
  void letsVersionsOfOneCallAgree() throws IOException {
    assertThat(resolve("org.a:a:1", "org.b:b:3")).containsExactlyInAnyOrder("a-1.jar", "b-3.jar");
  }

  @Test
  void readsPackagingClassifierAndIvysNotation() throws IOException {
    repository.addFile("org.b", "b", "3", "-tests.zip");

    assertThat(resolve("org.b:b:zip:tests:3")).containsExactly("b-3-tests.zip");
    repository.addFile("org.b", "b", "3", "-tests.jar");
    assertThat(resolve("org.b:b:test-jar:3")).containsExactly("b-3-tests.jar");
    assertThat(resolve("org.b#b;3")).containsExactly("b-3.jar");
  }

  @Test
  void refusesWhatIsNoCoordinate() {
    assertThatThrownBy(() -> resolve("org.b:b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"org.b:b\" must be groupId:artifactId[:packaging[:classifier]]:version");
  }

  @Test
  void tellsWhatIsMissingAndWhereItLooked() {
    String missing = "org.c:c:jar:1";
    assertThatThrownBy(() -> resolve("org.c:c:1"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(missing + " cannot be resolved: ")
        .hasMessageContaining(missing + " in here (" + repository.url() + ")")
        .hasMessageEndingWith(
            "; looked in " + directory.resolve("local") + " and here (" + repository.url() + ")");
  }

  @Test
  void asksNobodyWhereTheSettingsSayOffline() throws IOException {
    resolve("org.a:a:1");
    MavenResolver offline =
        repository.with(
            "<mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:9/</url>"
                + "</mirror></mirrors><offline>true</offline>");

    assertThat(names(offline.resolve(List.of("org.a:a:1"), List.of())))
        .containsExactly("a-1.jar", "b-2.jar");
    assertThatThrownBy(() -> offline.resolve(List.of("org.c:c:1"), List.of()))
        .hasMessageContaining("here (http://127.0.0.1:9/) in offline mode")
        .hasMessageEndingWith("and nowhere else, as Maven's settings say offline");
  }

  @Test
  void looksOnlyInTheRepositoriesNamed() throws IOException {
    MavenResolver resolver = repository.with("");
    resolver.addRemoteRepo("mine", repository.url());

    assertThat(names(resolver.resolve(List.of("org.b:b:2"), List.of("mine"))))
        .containsExactly("b-2.jar");
    assertThat(names(resolver.resolve(List.of("org.b:b:3"), List.of(repository.url()))))
        .containsExactly("b-3.jar");
    assertThatThrownBy(() -> resolver.resolve(List.of("org.b:b:3"), List.of("yours")))
        .hasMessage(
            "\"yours\" is no known repository, must be an id passed to %mavenRepo or a URL");
  }

  @Test
  void refusesRepositoriesWithoutEncryptionUnlessLocalOrMirrored() throws IOException {
    MavenResolver resolver = repository.with("");
    String rule = " is not encrypted, must be https unless on localhost, ";
    String open = "http://repo.example.org/maven";

    assertThatThrownBy(() -> resolver.addRemoteRepo("open", open))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(open + rule)
        .hasMessageContaining("pass its https address");
    assertThatThrownBy(() -> resolver.resolve(List.of("org.a:a:1"), List.of("HTTP://A.example/")))
        .hasMessageStartingWith("HTTP://A.example/" + rule);
    Path pom = Files.writeString(directory.resolve("pom.xml"), pomWithRepository(open));
    assertThatThrownBy(() -> resolver.resolvePom(pom, List.of("compile")))
        .hasMessageStartingWith(open + rule);

    resolver.addRemoteRepo("near", "http://localhost:9/");
    resolver.addRemoteRepo("nearer", "http://127.0.0.1:9/");
    resolver.addRemoteRepo("far", "https://repo.example.org/maven");
    MavenResolver mirrored = repository.mirrored("");
    mirrored.addRemoteRepo("open", open);
    assertThat(names(mirrored.resolvePom(pom, List.of("compile")))).containsExactly("b-2.jar");
  }

  @Test
  void tellsWhichRepositoryOfTheSettingsIsNotEncrypted() throws IOException {
    String open = "http://repo.example.org/maven";
    MavenResolver resolver =
        repository.with(
            "<profiles><profile><id>p</id><repositories><repository><id>open</id><url>"
                + open
                + "</url></repository></repositories></profile></profiles>"
                + "<activeProfiles><activeProfile>p</activeProfile></activeProfiles>"
                + "<mirrors><mirror><id>here</id><mirrorOf>central</mirrorOf><url>"
                + repository.url()
                + "</url></mirror></mirrors>");

    assertThat(names(resolver.resolve(List.of("org.b:b:2"), List.of()))).containsExactly("b-2.jar");
    assertThatThrownBy(() -> resolver.resolve(List.of("org.c:c:1"), List.of()))
        .hasMessageContaining("/remote/), " + open + " is not encrypted, must be https ");
  }

  private static String pomWithRepository(String url) {
    return FileRepository.pom(
        "org.x",
        "x",
        "1",
        "<repositories><repository><id>open</id><url>"
            + url
            + "</url></repository></repositories><dependencies>"
            + FileRepository.dependency("org.b", "b", "2", "compile")
            + "</dependencies>");
  }

  @Test
  void refusesWhatDiffersFromItsChecksum() throws IOException {
    repository.addChecksum("org.b", "b", "2", ".jar.sha1", "0".repeat(40));
    MavenResolver resolver = repository.mirrored("");

    assertThatThrownBy(() -> resolver.resolve(List.of("org.b:b:2"), List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "b-2.jar has the checksum da39a3ee5e6b4b0d3255bfef95601890afd80709, its repository says "
                + "0".repeat(40));
    assertThat(directory.resolve("local/org/b/b/2/b-2.jar")).doesNotExist();
    assertThatThrownBy(() -> resolver.resolve(List.of("org.b:b:2"), List.of()))
        .isInstanceOf(IOException.class);
    repository.addChecksum(
        "org.b", "b", "3", ".jar.sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    assertThat(names(resolver.resolve(List.of("org.b:b:3"), List.of()))).hasSize(1);
  }

  @Test
  void takesVersionsAndPropertiesOfAProjectFromItsParents() throws IOException {
    repository.addPom(
        "org.p",
        "parent",
        "1",
        "<packaging>pom</packaging><properties><b>3</b></properties><dependencyManagement>"
            + "<dependencies>"
            + FileRepository.dependency("org.b", "b", "${b}", "compile")
            + "</dependencies></dependencyManagement>");
    String parent =
        "<parent><groupId>org.p</groupId><artifactId>parent</artifactId><version>1</version></parent>";
    Path pom =
        Files.writeString(
            directory.resolve("pom.xml"),
            FileRepository.pom(
                "org.x",
                "x",
                "1",
                parent
                    + "<dependencies>"
                    + FileRepository.dependency("org.a", "a", "1", "test")
                    + "</dependencies>"));

    assertThat(repository.mirrored("").resolvePom(pom, List.of("compile"))).isEmpty();
    assertThat(names(repository.mirrored("").resolvePom(pom, List.of("test"))))
        .containsExactly("a-1.jar", "b-3.jar");
  }

  @Test
  void tellsWhichProjectIsMissing() {
    assertThatThrownBy(
            () -> repository.mirrored("").resolvePom(directory.resolve("no.xml"), List.of()))
        .hasMessage(directory.resolve("no.xml") + " does not exist: pass the path of a pom.xml");
  }
}
