package cellwise.kernel.magic;

import io.github.spencerpark.jupyter.kernel.magic.registry.CellMagicFunction;
import io.github.spencerpark.jupyter.kernel.magic.registry.LineMagicFunction;
import io.github.spencerpark.jupyter.kernel.magic.registry.Magics;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** The magics that cells can use; unlike the base library's registry it tells their names. */
public final class CellMagics extends Magics {
  private final SortedSet<String> lineNames = new ConcurrentSkipListSet<>();
  private final SortedSet<String> cellNames = new ConcurrentSkipListSet<>();

  /** The names of the line magics, without their percent sign. */
  public SortedSet<String> lineNames() {
    return new TreeSet<>(lineNames);
  }

  /** The names of the cell magics, without their percent signs. */
  public SortedSet<String> cellNames() {
    return new TreeSet<>(cellNames);
  }

  @Override
  public void registerLineMagic(String name, LineMagicFunction<?> magic) {
    super.registerLineMagic(name, magic);
    lineNames.add(name);
  }

  @Override
  public void registerCellMagic(String name, CellMagicFunction<?> magic) {
    super.registerCellMagic(name, magic);
    cellNames.add(name);
  }

  @Override
  public <T extends LineMagicFunction<?> & CellMagicFunction<?>> void registerLineCellMagic(
      String name, T magic) {
    registerLineMagic(name, magic);
    registerCellMagic(name, magic);
  }
}
