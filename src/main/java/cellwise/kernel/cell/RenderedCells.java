package cellwise.kernel.cell;

import cellwise.kernel.eval.Cell;
import cellwise.kernel.eval.CellEvaluator;
import cellwise.kernel.eval.CellFailure;
import cellwise.kernel.show.ValueRenderers;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;

/** Cells run and their values rendered, which is a part of the cell: an interrupt ends it too. */
public final class RenderedCells {
  private final CellEvaluator evaluator;
  private final Renderer renderer;
  private volatile String lastId;

  /** Cells that an evaluator runs. */
  public RenderedCells(CellEvaluator evaluator, Renderer renderer) {
    this.evaluator = evaluator;
    this.renderer = renderer;
  }

  /** A cell is to come, see {@link CellEvaluator#begin}. */
  void begin() {
    evaluator.begin();
  }

  /** Runs a cell of the client and renders its value, null if there is nothing to show. */
  DisplayData execute(Cell cell) throws CellFailure {
    Object value = evaluator.eval(cell);
    return value == null || value == lastId ? null : evaluator.compute(() -> render(value));
  }

  /** Computes and renders an expression after a cell, which its interrupt ends too. */
  DisplayData express(String source) throws CellFailure {
    Object value = evaluator.evalInside(source);
    return evaluator.compute(() -> render(value));
  }

  /** Takes notice of an id just returned to a cell: as a cell's result nobody wants to see it. */
  public void returned(String id) {
    lastId = id;
  }

  /**
   * Renders a value.
   *
   * @param value the value, may be null
   * @param mimes the forms wanted, none for the usual ones
   */
  public DisplayData render(Object value, String... mimes) {
    if (value == null) {
      return new DisplayData("null");
    }
    if (value instanceof DisplayData rendered) {
      return ValueRenderers.withJson(rendered);
    }
    return ValueRenderers.withJson(
        mimes.length == 0 ? renderer.render(value) : renderer.renderAs(value, mimes));
  }
}
