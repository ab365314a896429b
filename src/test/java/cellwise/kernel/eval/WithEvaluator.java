package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Tests whose cells run one after the other in one evaluator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithEvaluator {
  final CellEvaluator evaluator = evaluator(Map.of(), OutputControl.NONE);

  static CellEvaluator evaluator(Map<String, String> environment, OutputControl output) {
    return new CellEvaluator(environment, List.of(), UnaryOperator.identity(), output);
  }

  @AfterAll
  void close() {
    evaluator.close();
  }

  Object eval(String source) throws CellFailure {
    evaluator.begin();
    return evaluator.eval(new Cell(1, source));
  }

  CellFailure failure(String source) {
    return catchThrowableOfType(CellFailure.class, () -> eval(source));
  }
}
