package cellwise.cli;

import cellwise.engine.ComputeThreads;
import cellwise.engine.Devices;
import cellwise.engine.StartedEngine;
import java.util.ArrayList;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which engine computes, and on which device. */
final class EngineOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      completionCandidates = Engines.class,
      description =
          "Which engine computes, ${COMPLETION-CANDIDATES}; without it the one that CELLWISE_ENGINE"
              + " names, or the first of these that there is.")
  private String engine;

  @Option(
      names = "--device",
      paramLabel = "cpu|gpu|gpu:N|auto",
      completionCandidates = DeviceNames.class,
      description =
          "Where it computes; without it where CELLWISE_DEVICE says, or auto: on the first GPU if"
              + " the engine sees one, else on the CPU.")
  private String device;

  /** Chooses the engine, and starts none. */
  void choose() {
    requireThreads(spec);
    inUsage(
        () -> {
          if (engine != null) {
            StartedEngine.choose(engine);
          }
        });
  }

  /** Starts the engine, before anything else is done, and sees that the device is there. */
  void start() {
    choose();
    inUsage(
        () -> {
          if (device != null) {
            Devices.choose(device);
          }
          Devices.usual();
        });
  }

  /** Refuses to start an engine that would not understand how many threads it has. */
  static void requireThreads(CommandSpec spec) {
    try {
      ComputeThreads.require();
    } catch (IllegalStateException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void inUsage(Runnable choice) {
    try {
      choice.run();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** For the shell's completion. */
  static final class Engines extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Engines() {
      super(StartedEngine.names());
    }
  }

  /** For the shell's completion. */
  static final class DeviceNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    DeviceNames() {
      super(Devices.names());
    }
  }
}
