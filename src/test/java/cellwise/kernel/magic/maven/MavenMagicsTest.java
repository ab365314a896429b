package cellwise.kernel.magic.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.kernel.magic.CellMagics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenMagicsTest {
  @TempDir Path directory;
  private final CellMagics magics = new CellMagics();
  private final List<String> classPath = new ArrayList<>();
  private FileRepository repository;

  @BeforeEach
  void register() throws Exception {
    repository = new FileRepository(directory);
    repository.add("org.b", "b", "2", "");
    repository.add("org.b", "b", "3", "");
    repository.add("org.c", "c", "1", "");
    MavenMagics.register(
        magics,
        repository.with(""),
        paths -> paths.forEach(path -> classPath.add(path.getFileName().toString())));
    call("mavenRepo", "mine", repository.url());
  }

  private Object call(String name, String... arguments) throws Exception {
    return magics.applyLineMagic(name, List.of(arguments));
  }

  @Test
  void addsEachArtifactOnceInItsFirstVersion() throws Exception {
    call("maven", "--from=mine", "org.b:b:3", "-v");
    call("addMavenDependencies", "--from=mine", "org.b:b:2", "org.c:c:1");
    call("addMavenDependency", "--from=mine", "org.c:c:1");

    assertThat(classPath).containsExactly("b-3.jar", "c-1.jar");
  }

  @Test
  void readsProjectsFromFilesAndCells() throws Exception {
    String here = "<repository><id>central</id><url>" + repository.url() + "</url></repository>";
    String fragment = here + FileRepository.dependency("org.b", "b", "3", "compile");
    magics.applyCellMagic("loadFromPOM", List.of(), fragment);
    String project =
        FileRepository.pom(
            "x",
            "x",
            "1",
            "<repositories>"
                + here
                + "</repositories><dependencies>"
                + FileRepository.dependency("org.c", "c", "1", "test")
                + "</dependencies>");
    Path pom = Files.writeString(directory.resolve("a pom.xml"), project);
    call("loadFromPOM", pom.toString());
    assertThat(classPath).containsExactly("b-3.jar");

    Files.writeString(pom, "\uFEFF" + project);
    call("loadFromPOM", pom.toString(), "test", "-v");
    assertThat(classPath).containsExactly("b-3.jar", "c-1.jar");
  }

  @Test
  void takesNoOtherArtifactForTheProjectOfTheCell() throws Exception {
    String lib = FileRepository.dependency("notebook", "lib", "1", "compile");
    repository.add("notebook", "lib", "1", "");
    repository.addPom(
        "notebook",
        "parent",
        "1",
        "<packaging>pom</packaging><dependencies>" + lib + "</dependencies>");
    String parent =
        "<groupId>notebook</groupId><artifactId>parent</artifactId><version>1</version>";
    String here = "<repository><id>central</id><url>" + repository.url() + "</url></repository>";

    magics.applyCellMagic("loadFromPOM", List.of(), here + "<parent>" + parent + "</parent>");
    assertThat(classPath).containsExactly("lib-1.jar");
  }

  @Test
  void tellsWhatItsArgumentsLack() {
    assertThatThrownBy(() -> call("maven", "-v"))
        .hasMessage("%maven has no coordinates: pass groupId:artifactId:version");
    assertThatThrownBy(() -> call("addMavenRepo", "id"))
        .hasMessage("%mavenRepo has 1 arguments, must have an id and a URL");
    assertThatThrownBy(() -> call("loadFromPOM"))
        .hasMessage("%loadFromPOM has no path: pass that of a pom.xml");
    assertThatThrownBy(() -> magics.applyCellMagic("loadFromPOM", List.of(), "<a>1</a> org.b:b"))
        .hasMessage("no element of a POM begins at \"org.b:b\": try <dependency>...</dependency>");
  }

  @Test
  void gathersFragmentsInTheirLists() {
    assertThat(
            PomFragment.project(
                "<!-- <x/> -->\n<dependency>1</dependency>\n<properties><p>2</p></properties>"
                    + "<dependencies><dependency>3</dependency></dependencies>"))
        .contains(
            "<dependencies><dependency>1</dependency>\n<dependency>3</dependency></dependencies>",
            "<properties><p>2</p></properties>");
    assertThat(PomFragment.project("\uFEFF<project/>")).isEqualTo("<project/>");
    String project = "<project xmlns=\"a\"><dependencies/></project>";
    assertThat(PomFragment.project("<?xml version=\"1.0\"?>\n" + project)).isEqualTo(project);
  }

  @Test
  void knowsItsNames() {
    assertThat(magics.lineNames())
        .containsExactly(
            "addMavenDependencies",
            "addMavenDependency",
            "addMavenRepo",
            "loadFromPOM",
            "maven",
            "mavenRepo");
    assertThat(magics.cellNames()).containsExactly("loadFromPOM");
  }
}
