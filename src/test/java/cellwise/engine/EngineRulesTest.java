package cellwise.engine;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.mxnet.engine.MxNDArray;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.training.GradientCollector;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the classes of the library leave to this package, each rule beside one that breaks it. */
class EngineRulesTest {
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("cellwise");

  record Rule(String name, ArchRule rule, Class<?> planted) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Rule> rules() {
    return Stream.of(
        new Rule(
            "only classes named for MXNet link to it",
            noClasses()
                .that()
                .haveNameNotMatching("cellwise\\.engine\\.Mxnet.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.mxnet.."),
            LinksToMxnet.class),
        new Rule(
            "only classes named for PyTorch link to it",
            noClasses()
                .that()
                .haveNameNotMatching("cellwise\\.engine\\.Pytorch.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.pytorch.."),
            LinksToPytorch.class),
        new Rule(
            "numbers are written over others by InPlace",
            noClasses()
                .that()
                .doNotBelongToAnyOf(InPlace.class)
                .should(call(NDArray.class, "copyTo"))
                .orShould(call(NDArray.class, "set")),
            WritesOver.class),
        new Rule(
            "arrays are copied by ArrayCopy",
            noClasses()
                .that()
                .doNotBelongToAnyOf(ArrayCopy.class)
                .should(call(NDArray.class, "toDevice"))
                .orShould(call(NDArray.class, "duplicate")),
            CopiesByItself.class),
        new Rule(
            "an engine's own update is behind InPlace",
            noClasses()
                .that()
                .doNotBelongToAnyOf(InPlace.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(NDArrayEx.class),
            UpdatesByTheEngine.class),
        new Rule(
            "gradients come by BackwardPass",
            noClasses()
                .that()
                .doNotBelongToAnyOf(BackwardPass.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(GradientCollector.class),
            RecordsByItself.class),
        new Rule(
            "no static holds arrays",
            noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(assignableTo(NDArray.class))
                .orShould()
                .haveRawType(assignableTo(NDList.class))
                .orShould()
                .haveRawType(assignableTo(NDManager.class))
                .orShould()
                .haveRawType("cellwise.model.Network"),
            HoldsArrays.class),
        new Rule(
            "the environment is read at the doors of data, and here in one place",
            noClasses()
                .that()
                .resideOutsideOfPackages("cellwise.cli..", "cellwise.kernel..", "cellwise.data..")
                .and()
                .doNotBelongToAnyOf(Environment.class)
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv"),
            ReadsTheEnvironment.class),
        new Rule(
            "the usual device comes by Devices",
            noClasses().should().callMethod(Engine.class, "defaultDevice"),
            AsksTheEngine.class));
  }

  /** Whatever its parameters. */
  private static ArchCondition<JavaClass> call(Class<?> owner, String method) {
    return ArchConditions.callMethodWhere(
        target(owner(assignableTo(owner))).and(target(name(method))));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isKept(Rule rule) {
    rule.rule().check(LIBRARY);
    JavaClasses planted = new ClassFileImporter().importClasses(rule.planted());
    assertThat(rule.rule().evaluate(planted).hasViolation()).as("sees what breaks it").isTrue();
  }

  static final class LinksToMxnet {
    boolean isMxnet(NDArray x) {
      return x instanceof MxNDArray;
    }
  }

  static final class LinksToPytorch {
    boolean isPytorch(NDArray x) {
      return x instanceof PtNDArray;
    }
  }

  static final class WritesOver {
    void write(NDArray x, NDArray y) {
      x.copyTo(y);
    }
  }

  static final class CopiesByItself {
    NDArray copy(NDArray x, Device device) {
      return x.toDevice(device, true);
    }
  }

  static final class UpdatesByTheEngine {
    void update(NDArray x) {
      x.getNDArrayInternal().sgdUpdate(new NDList(), new NDList(), 1, 0, 1, -1, 0, false);
    }
  }

  static final class RecordsByItself {
    void backward(NDManager manager, NDArray x) {
      try (GradientCollector recorded = manager.getEngine().newGradientCollector()) {
        recorded.backward(x.sum());
      }
    }
  }

  static final class HoldsArrays {
    static NDList kept;
  }

  static final class ReadsTheEnvironment {
    String threads() {
      return System.getenv("OMP_NUM_THREADS");
    }
  }

  static final class AsksTheEngine {
    Device device() {
      return StartedEngine.get().defaultDevice();
    }
  }
}
