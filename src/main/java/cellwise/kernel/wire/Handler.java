package cellwise.kernel.wire;

/** What answers the requests of a type; that the kernel is busy meanwhile is told for it. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers a request.
   *
   * @return the content of the reply, a record or map; its {@code status} is {@code ok} unless it
   *     says otherwise, {@code error} with {@code ename}, {@code evalue} and {@code traceback}.
   *     Null if there is nothing to say or such a message has no reply
   * @throws Exception what the client is told instead
   */
  Object answer(Request request) throws Exception;

  /** Takes notice of a request, before the client is told that the kernel is busy with it. */
  default void begin() {}
}
