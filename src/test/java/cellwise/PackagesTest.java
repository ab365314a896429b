package cellwise;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackagesTest {
  /** From left to right, as the pictures go. */
  private static final List<String> FLOW =
      List.of(
          "threads",
          "engine",
          "data",
          "model",
          "loss",
          "optim",
          "average",
          "summary",
          "checkpoint",
          "train",
          "eval",
          "recipe",
          "runs",
          "show",
          "cli");

  private final JavaClasses library =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("cellwise");

  @Test
  void importOnlyFromTheirLeft() {
    List<String> left = new ArrayList<>();
    for (String name : FLOW) {
      List<String> right = new ArrayList<>(FLOW);
      right.removeAll(left);
      right.remove(name);
      noClasses()
          .that()
          .resideInAPackage("cellwise." + name + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              right.stream().map(r -> "cellwise." + r + "..").toArray(String[]::new))
          .allowEmptyShould(right.isEmpty())
          .check(library);
      left.add(name);
    }
  }

  /** {@code draw}, {@code fetch} and {@code file} are rooms of {@code data}, behind its doors. */
  @Test
  void enterTheRoomsOfDataFromDataAlone() {
    classes()
        .that()
        .resideInAPackage("cellwise.data.(*)")
        .should()
        .onlyBeAccessed()
        .byAnyPackage("cellwise.data..")
        .check(library);
    noClasses()
        .that()
        .resideInAPackage("cellwise.data.(*)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("cellwise.data")
        .check(library);
  }

  @Test
  void keepTheKernelApart() {
    noClasses()
        .that()
        .resideInAPackage("cellwise.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FLOW.stream().map(r -> "cellwise." + r + "..").toArray(String[]::new))
        .check(library);
    classes()
        .that()
        .resideInAPackage("cellwise.kernel..")
        .should()
        .onlyBeAccessed()
        .byAnyPackage("cellwise.kernel..", "cellwise.cli")
        .check(library);
  }

  @Test
  void keepTheMagicsApartFromTheKernel() {
    noClasses()
        .that()
        .resideInAPackage("cellwise.kernel.magic")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("cellwise.kernel")
        .check(library);
  }

  @Test
  void areAllInTheFlow() {
    List<String> known =
        new ArrayList<>(FLOW.stream().map(name -> "cellwise." + name + "..").toList());
    known.add("cellwise.kernel..");
    classes().should().resideInAnyPackage(known.toArray(String[]::new)).check(library);
  }

  @Test
  void leaveToEngineWhichEngineItIs() {
    noClasses()
        .that()
        .resideOutsideOfPackage("cellwise.engine")
        .should()
        .callMethod(Engine.class, "getInstance")
        .orShould()
        .callMethod(NDManager.class, "newBaseManager")
        .because("StartedEngine looks at its settings first")
        .check(library);
  }
}
