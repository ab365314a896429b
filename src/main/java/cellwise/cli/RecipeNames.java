package cellwise.cli;

import cellwise.recipe.Recipe;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds a recipe by its name, and completes names in the shell. */
final class RecipeNames implements ITypeConverter<Recipe>, Iterable<String> {
  @Override
  public Recipe convert(String name) {
    return Recipe.all().stream()
        .filter(recipe -> recipe.name().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "%s is not a recipe, must be one of %s".formatted(name, names())));
  }

  @Override
  public Iterator<String> iterator() {
    return names().iterator();
  }

  private static List<String> names() {
    return Recipe.all().stream().map(Recipe::name).toList();
  }
}
