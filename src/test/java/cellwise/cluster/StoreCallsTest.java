package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.threads.ProcessThreads;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StoreCallsTest {
  private final StoreCalls calls = new StoreCalls();

  @Test
  void giveWhatTheCallGivesOrThrows() {
    assertThat(calls.await(() -> "sum", StoreCalls.NO_LIMIT)).isEqualTo("sum");
    assertThatThrownBy(
            () ->
                calls.await(
                    () -> {
                      throw new IllegalStateException("refused");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(PeerLostException.class)
        .hasMessage("refused");
  }

  @Test
  void endTheWaitingWhenOneIsLostAndTellTheFirst() {
    CountDownLatch called = new CountDownLatch(1);
    ProcessThreads.thread(
            () -> {
              await(called);
              calls.lose("worker 1", "was killed by signal 9");
              calls.lose("server 0", "was killed after that");
            },
            "loses")
        .start();
    assertThatThrownBy(
            () ->
                calls.await(
                    () -> {
                      called.countDown();
                      await(new CountDownLatch(1));
                    }))
        .isInstanceOf(PeerLostException.class)
        .message()
        .matches("worker 1 is lost, noticed at \\d\\d:\\d\\d:\\d\\d: was killed by signal 9");
    assertThatThrownBy(() -> calls.await(() -> {})).isInstanceOf(PeerLostException.class);
  }

  @Test
  void endTheWaitingWhenTheTimeIsOver() {
    assertThatThrownBy(
            () ->
                calls.await(
                    () -> {
                      await(new CountDownLatch(1));
                      return null;
                    },
                    1))
        .isInstanceOf(PeerLostException.class)
        .hasMessageStartingWith("one of the others is lost")
        .hasMessageEndingWith("it has not joined within 1 s");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
