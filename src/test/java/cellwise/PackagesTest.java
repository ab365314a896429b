package cellwise;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.PackageRules.Rule;
import cellwise.PackageRules.Violation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackagesTest {
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("cellwise");

  @TempDir static Path folder;
  private static final Map<Violation, String> PLANTED = new HashMap<>();
  private static JavaClasses planted;

  static List<Rule> rules() {
    return PackageRules.all();
  }

  /** Compiles all violations, and a class of each package for them to know. */
  @BeforeAll
  static void plant() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String each : PackageRules.packages()) {
      sources.add(write(each, "Planted", "public class Planted {}"));
    }
    for (Rule rule : rules()) {
      for (Violation each : rule.violations()) {
        String name = "Violation" + PLANTED.size();
        String source = "class %s { Object it = %s; }".formatted(name, each.expression());
        sources.add(write(each.in(), name, source));
        PLANTED.put(each, name);
      }
    }
    int status =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, sources.toArray(String[]::new));
    assertThat(status).isZero();
    planted = new ClassFileImporter().importPath(folder);
  }

  private static String write(String in, String name, String source) throws IOException {
    Path file = folder.resolve("cellwise/" + in.replace('.', '/') + "/" + name + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "package cellwise." + in + ";\n" + source);
    return file.toString();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void keepTheRule(Rule rule) {
    rule.rule().allowEmptyShould(true).check(LIBRARY);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void breakTheRuleByEachPlantedClass(Rule rule) {
    assertThat(rule.violations())
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(rule.rule().evaluate(only(each)).hasViolation())
                    .as(each.toString())
                    .isTrue());
  }

  private static JavaClasses only(Violation violation) {
    return planted.that(JavaClass.Predicates.simpleName(PLANTED.get(violation)));
  }
}
