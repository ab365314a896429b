package cellwise.kernel.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolThreadsTest {
  @AfterEach
  void restore() {
    PoolThreads.use(ClassLoader.getSystemClassLoader());
  }

  @Test
  void findWhatTheCellsLoaderFinds() throws Exception {
    try (URLClassLoader cells = new URLClassLoader(new URL[0])) {
      PoolThreads.use(cells);
      ForkJoinPool pool = new ForkJoinPool(1, new PoolThreads(), null, false);
      for (int task = 0; task < 3; task++) {
        assertThat(pool.submit(() -> Thread.currentThread().getContextClassLoader()).get())
            .isSameAs(cells);
      }
      pool.shutdown();
    }
  }
}
