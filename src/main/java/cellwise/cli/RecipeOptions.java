package cellwise.cli;

import cellwise.cluster.Towers;
import cellwise.data.Pictures;
import cellwise.data.Shard;
import cellwise.recipe.Recipe;
import cellwise.recipe.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what is trained: by which recipe, and how long. */
final class RecipeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--steps",
      required = true,
      paramLabel = "N",
      description = "How many steps in all, those of earlier commands included.")
  private long steps;

  @Option(
      names = "--recipe",
      defaultValue = "tutorial",
      paramLabel = "tutorial|fast",
      converter = RecipeNames.class,
      completionCandidates = RecipeNames.class,
      description = {
        "tutorial: as the tutorial does (${DEFAULT-VALUE}).",
        "fast: a network with batch normalization, momentum, a rate that rises and falls to 0 at --steps, smoothed labels, fewer distortions."
      })
  private Recipe recipe;

  @Option(
      names = "--batch",
      defaultValue = "128",
      paramLabel = "N",
      description = "Pictures a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Decides first weights, order and distortions (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--fillers",
      defaultValue = "1",
      paramLabel = "N",
      description = "Threads that distort pictures ahead (${DEFAULT-VALUE}).")
  private int fillers;

  @Option(
      names = "--towers",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Parts of each batch that are computed apart: each on a GPU of its own as far as there are, on a CPU one after the other (${DEFAULT-VALUE}).")
  private int towers;

  void check() {
    if (steps < 1 || batch < 1 || fillers < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--steps is %d, --batch %d, --fillers %d, all must be positive"
              .formatted(steps, batch, fillers));
    }
    if (towers < 1 || batch % towers != 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--towers is %d, must be positive and a divisor of --batch, which is %d: all towers get the same number of pictures"
              .formatted(towers, batch));
    }
  }

  long steps() {
    return steps;
  }

  int batch() {
    return batch;
  }

  Recipe recipe() {
    return recipe;
  }

  Training training(Pictures pictures, Shard shard) {
    Training training = recipe.training(pictures, batch, steps, seed, shard).filledBy(fillers);
    return towers == 1 ? training : training.with(net -> Towers.of(towers, net));
  }

  /** Refuses what a process does not do that shares each batch with others. */
  void requireNoTowers() {
    if (towers != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--towers is %d, must be left away in a cluster: give more --workers".formatted(towers));
    }
  }

  /** Returns by name what decides how it is trained. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("--recipe", recipe.name());
    settings.put("--steps", "" + steps);
    settings.put("--batch", "" + batch);
    settings.put("--seed", "" + seed);
    return settings;
  }

  /** Returns what the journal keeps of them. */
  Map<String, ?> settings(Pictures pictures) {
    return Map.of(
        "recipe", recipe.name(),
        "steps", steps,
        "batch size", batch,
        "seed", seed,
        "towers", towers,
        "data set", pictures.name());
  }
}
