package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Tests whose cells run one after the other in one evaluator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithEvaluator {
  final CellEvaluator evaluator = new CellEvaluator();

  @AfterAll
  void close() {
    evaluator.close();
  }

  Object eval(String source) throws CellFailure {
    return evaluator.eval(new Cell(1, source));
  }

  CellFailure failure(String source) {
    return catchThrowableOfType(CellFailure.class, () -> eval(source));
  }
}
