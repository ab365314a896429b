package cellwise.measure;

import cellwise.engine.ParameterStore;
import cellwise.engine.ParameterStore.Meeting;
import cellwise.engine.ParameterStore.Role;
import cellwise.engine.ParameterStore.Sum;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a push and pull through the parameter server take: {@code StoreTransfer ROLE SCHEDULER PORT
 * OWN WORKERS NUMBERS...}, a process for the scheduler, for one server, and for each worker. The
 * first worker, {@code worker0}, prints numbers and milliseconds, the median.
 */
final class StoreTransfer {
  private static final int WARM = 5;
  private static final int TIMES = 25;

  private StoreTransfer() {}

  public static void main(String[] words) throws Exception {
    Role role = Role.valueOf(words[0].replaceFirst("\\d", "").toUpperCase(Locale.ROOT));
    Meeting meeting =
        new Meeting(
            new InetSocketAddress(words[1], Integer.parseInt(words[2])),
            InetAddress.getByName(words[3]),
            1,
            Integer.parseInt(words[4]));
    ParameterStore store = ParameterStore.of(role, meeting);
    if (role != Role.WORKER) {
      store.serve(id -> {});
      return;
    }
    store.join();
    for (String numbers : Arrays.asList(words).subList(5, words.length)) {
      double milliseconds = median(store, Integer.parseInt(numbers));
      if (words[0].equals("worker0")) {
        System.out.printf("%s %.2f%n", numbers, milliseconds);
      }
    }
    store.leave();
  }

  private static double median(ParameterStore store, int numbers) {
    double[] taken = new double[TIMES];
    try (Sum sum = store.sum(numbers)) {
      for (int i = -WARM; i < TIMES; i++) {
        long started = System.nanoTime();
        sum.addUp();
        if (i >= 0) {
          taken[i] = (System.nanoTime() - started) / 1e6;
        }
      }
    }
    Arrays.sort(taken);
    return taken[TIMES / 2];
  }
}
