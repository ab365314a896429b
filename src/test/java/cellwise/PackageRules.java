package cellwise;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which package may know which. */
final class PackageRules {
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
          "cluster",
          "launch",
          "eval",
          "recipe",
          "runs",
          "show",
          "cli");

  /** Rooms behind the doors of a package of the flow, which know nothing of it. */
  private static final List<String> INNER = List.of("data.draw", "data.fetch", "data.file");

  /** The rooms of the kernel with those that each may enter. */
  private static final Map<String, Set<String>> ROOMS =
      Map.of(
          "kernel",
          Set.of(
              "kernel.cell",
              "kernel.eval",
              "kernel.files",
              "kernel.load",
              "kernel.magic",
              "kernel.magic.maven",
              "kernel.show",
              "kernel.wire"),
          "kernel.cell",
          Set.of("kernel.eval", "kernel.magic", "kernel.show", "kernel.wire"),
          "kernel.eval",
          Set.of("kernel.files", "kernel.load"),
          "kernel.magic",
          Set.of("kernel.files"),
          "kernel.magic.maven",
          Set.of("kernel.files", "kernel.magic"),
          "kernel.wire",
          Set.of(),
          "kernel.load",
          Set.of(),
          "kernel.show",
          Set.of(),
          "kernel.files",
          Set.of(),
          "kernel.install",
          Set.of());

  /**
   * By which classes others enter a room that has public classes for cells and the JVM besides; the
   * command line has {@code kernel.install}.
   */
  private static final Map<String, Set<String>> DOORS =
      Map.of("kernel", Set.of("KernelServer"), "kernel.load", Set.of("CellClasses"));

  /** What is needed for one part only. */
  private static final List<Library> LIBRARIES =
      List.of(
          new Library("io.github.spencerpark", "jupyter.kernel.display.DisplayData", "kernel"),
          new Library("org.zeromq", "ZMQ", "kernel"),
          new Library("org.objectweb.asm", "ClassReader", "kernel.load"),
          new Library("eu.maveniverse", "maven.mima.context.Context", "kernel.magic.maven"),
          new Library("org.eclipse.aether", "RepositorySystem", "kernel.magic.maven"),
          new Library("picocli", "CommandLine", "cli"));

  /** A library with one of its classes, and the part that it is for. */
  private record Library(String root, String type, String part) {}

  private PackageRules() {}

  /**
   * A rule with what breaks it.
   *
   * @param about what messages call it
   * @param violations classes that may not be
   */
  record Rule(String about, ArchRule rule, List<Violation> violations) {
    @Override
    public String toString() {
      return about;
    }
  }

  /** A class in a package, below {@code cellwise}, that knows what an expression has. */
  record Violation(String in, String expression) {
    /** A class that knows one of another package, of which each has a {@code Planted}. */
    static Violation of(String in, String other) {
      return new Violation(in, "new cellwise." + other + ".Planted()");
    }
  }

  /** All packages, below {@code cellwise}. */
  static List<String> packages() {
    return Stream.of(FLOW, INNER, ROOMS.keySet()).flatMap(each -> each.stream()).sorted().toList();
  }

  /** All rules. */
  static List<Rule> all() {
    return Stream.of(
            FLOW.stream().map(PackageRules::flow),
            INNER.stream().map(PackageRules::inner),
            INNER.stream().map(PackageRules::entrance),
            ROOMS.keySet().stream().sorted().map(PackageRules::room),
            DOORS.keySet().stream().sorted().map(PackageRules::door),
            LIBRARIES.stream().map(PackageRules::library),
            Stream.of("kernel.eval", "kernel.load").map(PackageRules::noJupyter),
            Stream.of(known(), startedEngine()))
        .flatMap(each -> each)
        .toList();
  }

  /** A package knows nothing to its right, and none but the last knows the kernel. */
  private static Rule flow(String name) {
    Stream<String> right = FLOW.subList(FLOW.indexOf(name) + 1, FLOW.size()).stream();
    List<String> banned =
        name.equals("cli")
            ? ROOMS.keySet().stream().filter(each -> !each.matches("kernel|.*install")).toList()
            : Stream.concat(right, ROOMS.keySet().stream()).toList();
    return knowsNone(name + " in the flow", name + "..", name, banned);
  }

  /** A room within does not know the package around. */
  private static Rule inner(String name) {
    return knowsNone("room " + name, name, name, List.of(outer(name)));
  }

  /** A room within is entered from the package around alone. */
  private static Rule entrance(String name) {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("cellwise..")
            .and()
            .resideOutsideOfPackage("cellwise." + outer(name) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("cellwise." + name);
    return new Rule("entrance of " + name, rule, List.of(Violation.of("cli", name)));
  }

  private static String outer(String name) {
    return name.substring(0, name.indexOf('.'));
  }

  /** A room of the kernel enters no others than those that it may, and nothing that it serves. */
  private static Rule room(String name) {
    Stream<String> closed =
        ROOMS.keySet().stream()
            .filter(each -> !each.equals(name) && !ROOMS.get(name).contains(each));
    return knowsNone(
        "room " + name, name, name, Stream.concat(closed.sorted(), FLOW.stream()).toList());
  }

  private static Rule knowsNone(String about, String these, String in, List<String> others) {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("cellwise." + these)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others.stream().map("cellwise."::concat).toArray(String[]::new));
    return new Rule(about, rule, others.stream().map(each -> Violation.of(in, each)).toList());
  }

  /** A room is entered by its door. */
  private static Rule door(String name) {
    DescribedPredicate<JavaClass> behind =
        DescribedPredicate.describe(
            "are in " + name + " and none of " + DOORS.get(name),
            of ->
                of.getPackageName().equals("cellwise." + name)
                    && !DOORS.get(name).contains(of.getSimpleName()));
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("cellwise..")
            .and()
            .resideOutsideOfPackage("cellwise." + name)
            .should()
            .dependOnClassesThat(behind);
    return new Rule("door of " + name, rule, List.of(Violation.of("cli", name)));
  }

  /** A library is used where it is needed, so that nobody else has to have it. */
  private static Rule library(Library library) {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("cellwise..")
            .and()
            .resideOutsideOfPackage("cellwise." + library.part() + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library.root() + "..");
    Violation violation = new Violation("show", library.root() + "." + library.type() + ".class");
    return new Rule("library " + library.root(), rule, List.of(violation));
  }

  /** Where cells are run and loaded Jupyter is unknown. */
  private static Rule noJupyter(String room) {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("cellwise." + room)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.spencerpark..", "org.zeromq..", "com.google.gson..");
    return new Rule(
        "no Jupyter in " + room,
        rule,
        Stream.of(
                "io.github.spencerpark.jupyter.kernel.display.DisplayData",
                "org.zeromq.ZMQ",
                "com.google.gson.Gson")
            .map(type -> new Violation(room, type + ".class"))
            .toList());
  }

  /** Every package has its place. */
  private static Rule known() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("cellwise..")
            .should()
            .resideInAnyPackage(
                packages().stream().map("cellwise."::concat).toArray(String[]::new));
    return new Rule("known packages", rule, List.of(new Violation("helpers", "null")));
  }

  /** Engines are started where it is looked at their settings first. */
  private static Rule startedEngine() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("cellwise.engine")
            .should()
            .callMethod(Engine.class, "getInstance")
            .orShould()
            .callMethod(NDManager.class, "newBaseManager")
            .because("StartedEngine looks at its settings first");
    return new Rule(
        "started engine",
        rule,
        List.of(
            new Violation("model", "ai.djl.engine.Engine.getInstance()"),
            new Violation("model", "ai.djl.ndarray.NDManager.newBaseManager()")));
  }
}
