package cellwise.cli;

import cellwise.engine.EngineReport;
import cellwise.engine.Hardware;
import java.util.List;
import java.util.Locale;

/** What there is to compute with, as lines to read. */
final class DevicesTable {
  private static final double GIB = 1 << 30;

  private final StringBuilder text = new StringBuilder();

  private DevicesTable() {}

  static String of(Hardware machine) {
    DevicesTable table = new DevicesTable();
    table.machine(machine);
    return table.text.toString().stripTrailing();
  }

  static String of(EngineReport engine) {
    DevicesTable table = new DevicesTable();
    table.engine(engine);
    return table.text.toString().stripTrailing();
  }

  private void machine(Hardware machine) {
    heading("This machine");
    line("processor", machine.processor());
    line(
        "threads",
        "%d usable; OMP_NUM_THREADS is %s"
            .formatted(
                machine.processors(),
                machine.threadsTold().isEmpty() ? "not set" : machine.threadsTold()));
    line("instructions", joined(machine.instructions()));
    line("memory", String.format(Locale.ROOT, "%.1f GiB", machine.memory() / GIB));
    if (machine.driver().isEmpty()) {
      line("GPUs", "none: there is no NVIDIA driver here");
    } else {
      line("GPU driver", machine.driver());
      machine.gpus().forEach(gpu -> line("GPU", gpu));
    }
  }

  private void engine(EngineReport engine) {
    heading((engine.engine() + " " + engine.version()).strip());
    if (!engine.failure().isEmpty()) {
      line("not used", engine.failure());
      return;
    }
    line("devices", joined(engine.devices()));
    line("threads", engine.threads() == 0 ? "as many as it finds" : "" + engine.threads());
    String state = engine.isFresh() ? " (unpacked just now)" : "";
    engine.libraries().forEach(library -> line("library", library + state));
    if (!engine.withoutGpu().isEmpty()) {
      line("no GPU", engine.withoutGpu());
    }
  }

  private static String joined(List<String> names) {
    return names.isEmpty() ? "none that it tells" : String.join(", ", names);
  }

  private void heading(String name) {
    text.append(name).append('\n');
  }

  private void line(String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-13s %s%n", name, value));
  }
}
