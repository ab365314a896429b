package cellwise.engine;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * The engine's own way to add up arrays over several processes: MXNet's distributed key-value store
 * over ps-lite. A scheduler brings all together, servers hold sums, workers push their arrays and
 * pull the sums.
 *
 * <p>What waits for other processes waits in machine code, for as long as they do not answer, and
 * no interrupt ends that: it is called on a thread of its own. A process takes part once.
 */
public interface ParameterStore {
  /** What a process does in it. */
  enum Role {
    /** Brings all together, and hears whether they live; there is one. */
    SCHEDULER,
    /** Holds sums, or a part of each. */
    SERVER,
    /** Trains. */
    WORKER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Who meets, and where.
   *
   * @param scheduler where the scheduler listens
   * @param own the one address of this machine that this process listens at, on a port that is free
   * @param servers how many, positive
   * @param workers how many, positive
   */
  record Meeting(InetSocketAddress scheduler, InetAddress own, int servers, int workers) {
    /** Refuses what can be no meeting. */
    public Meeting {
      requireAddress("scheduler", scheduler.getHostString(), scheduler.getAddress());
      requireAddress("own address", own.getHostAddress(), own);
      if (scheduler.getPort() < 1 || servers < 1 || workers < 1) {
        throw new IllegalArgumentException(
            "port is %d, servers are %d, workers are %d, all must be positive"
                .formatted(scheduler.getPort(), servers, workers));
      }
    }

    private static void requireAddress(String what, String name, InetAddress address) {
      if (!(address instanceof Inet4Address) || address.isAnyLocalAddress()) {
        throw new IllegalArgumentException(
            "%s is %s, must be one IPv4 address, or a name that has one".formatted(what, name));
      }
    }

    private void requireHere(Role role) {
      InetAddress address = role == Role.SCHEDULER ? scheduler.getAddress() : own;
      try {
        if (NetworkInterface.getByInetAddress(address) == null) {
          throw new IllegalArgumentException(
              "the %s is to listen at %s, must be an address of this machine"
                  .formatted(role, address.getHostAddress()));
        }
      } catch (SocketException e) {
        throw new IllegalStateException("this machine's addresses cannot be told: " + e, e);
      }
    }
  }

  /** An array that all workers add up, place by place. */
  interface Sum extends AutoCloseable {
    /**
     * Returns its memory, to write this worker's numbers into, and to read the sums from after
     * {@link #addUp}. No other use while that has not returned.
     */
    FloatBuffer numbers();

    /**
     * Adds up what all workers have in it, and writes the sums over it: the same bits for each. In
     * which order they are added is chance, so three or more may give other last bits each time.
     * Waits for all workers and servers.
     */
    void addUp();

    /** Returns how many bytes of numbers {@link #addUp} pushes, and pulls again. */
    long bytes();

    /** Frees this worker's array; not to be called while it is added up. */
    @Override
    void close();
  }

  /**
   * Takes a place in the engine's store; waits for nobody yet.
   *
   * @throws IllegalStateException if the engine has no such store, or this process has taken part
   *     already
   * @throws IllegalArgumentException if it would have to listen at an address of another machine
   */
  static ParameterStore of(Role role, Meeting meeting) {
    requireEngine();
    StartedEngine.get();
    meeting.requireHere(role);
    return MxnetKvStore.of(role, meeting);
  }

  /**
   * Sees that the engine has such a store, without starting it.
   *
   * @throws IllegalStateException if it has none
   */
  static void requireEngine() {
    EngineBuild build = StartedEngine.build();
    if (build != EngineBuild.MXNET) {
      throw new IllegalStateException(
          "%s has no parameter server, MXNet has: choose it by CELLWISE_ENGINE=MXNet"
              .formatted(build.engineName));
    }
  }

  /** The scheduler's number. */
  int SCHEDULER = 1;

  /** The first server's number; the next ones' are greater by 2 each. */
  int FIRST_SERVER = 8;

  /** The first worker's number; the next ones' are greater by 2 each. */
  int FIRST_WORKER = 9;

  /**
   * Waits until all have joined; for a worker.
   *
   * @return this process's number, in an order of the store's own
   */
  int join();

  /**
   * Serves until all workers have left, and waits for that; for the scheduler and for servers.
   *
   * @param joined told this process's number, on a thread of the store's: a server's when all have
   *     joined, the scheduler's at once
   */
  void serve(IntConsumer joined);

  /**
   * Returns whether nothing was heard of another process for some time. The scheduler knows that of
   * each, the others of the scheduler alone. Each speaks once a second. To be asked after joining;
   * by the scheduler not before it has served for {@code seconds}.
   *
   * @param node its number
   * @param seconds of silence, positive; by the machine's clock
   */
  boolean isSilent(int node, int seconds);

  /**
   * Makes an array of zeros that all workers will add up. All make the same ones in one order.
   * Waits for all workers and servers.
   *
   * @param numbers how many, positive
   */
  Sum sum(int numbers);

  /** Leaves when all workers do, and waits for that; for a worker. */
  void leave();

  /**
   * Lets this process end although others have not left: else the engine would wait for them at its
   * end. To be called right before {@link Runtime#halt}, which it needs.
   */
  void abandon();
}
