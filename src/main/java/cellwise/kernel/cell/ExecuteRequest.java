package cellwise.kernel.cell;

import java.util.Map;
import java.util.Objects;

/** The content of an execute request, with what it says by leaving it out. */
record ExecuteRequest(
    String code,
    boolean silent,
    Boolean storeHistory,
    Map<String, String> userExpressions,
    Boolean allowStdin) {
  ExecuteRequest {
    storeHistory = !silent && Objects.requireNonNullElse(storeHistory, true);
    userExpressions = Objects.requireNonNullElse(userExpressions, Map.of());
    allowStdin = Objects.requireNonNullElse(allowStdin, true);
  }
}
