package cellwise.cluster;

import cellwise.data.Shard;
import cellwise.engine.ParameterStore;
import cellwise.engine.ParameterStore.Meeting;
import cellwise.engine.ParameterStore.Role;
import cellwise.engine.ParameterStore.Sum;
import java.util.function.Consumer;

/**
 * This process among those that train together. What it asks of the parameter store it waits for
 * only as long as none of the others is lost.
 */
public final class Node {
  private final Role role;
  private final Meeting meeting;
  private final int rank;
  private final ParameterStore store;
  private final StoreCalls calls = new StoreCalls();
  private final Silence silence;
  private final AllGather allGather;
  private volatile boolean isJoined;
  private volatile boolean isStopWanted;

  private Node(Role role, Meeting meeting, int rank, int timeout, ParameterStore store) {
    this.role = role;
    this.meeting = meeting;
    this.rank = rank;
    this.store = store;
    silence = new Silence(store, role, meeting, timeout);
    allGather = new AllGather(this);
  }

  /**
   * Takes this process's place; waits for nobody yet.
   *
   * @param rank which of those of its role, counted from 0
   * @param timeout for how many seconds another process may be silent before it is taken for lost
   * @throws IllegalArgumentException if there is no such rank, or the timeout is below 2, or this
   *     would have to listen at an address of another machine
   * @throws IllegalStateException if the engine has no parameter server, or this process has taken
   *     part in one already
   */
  public static Node of(Role role, Meeting meeting, int rank, int timeout) {
    int count =
        switch (role) {
          case SCHEDULER -> 1;
          case SERVER -> meeting.servers();
          case WORKER -> meeting.workers();
        };
    if (rank < 0 || rank >= count) {
      throw new IllegalArgumentException(
          "rank is %d, must be 0 to %d: there are %d of role %s"
              .formatted(rank, count - 1, count, role));
    }
    if (timeout < 2) {
      throw new IllegalArgumentException(
          "timeout is %d s, must be 2 or more: each process speaks once a second"
              .formatted(timeout));
    }
    return new Node(role, meeting, rank, timeout, ParameterStore.of(role, meeting));
  }

  /**
   * Joins the others, and waits until all have; for a worker.
   *
   * @param seconds how long at most
   * @param launcher is told this process's number
   * @throws PeerLostException if not all have joined by then, or one is lost
   */
  public void join(int seconds, Consumer<Signal> launcher) {
    joinedAs(calls.await(store::join, seconds), launcher);
  }

  /**
   * Serves until all workers have left; for the scheduler and for servers.
   *
   * @param launcher is told this process's number, and by the scheduler who is silent
   * @throws PeerLostException if one is lost
   */
  public void serve(Consumer<Signal> launcher) {
    calls.await(() -> store.serve(id -> joinedAs(id, launcher)));
    silence.end();
  }

  private void joinedAs(int id, Consumer<Signal> launcher) {
    isJoined = true;
    launcher.accept(new Signal.Joined(id));
    silence.watch(launcher, calls::lose);
  }

  /** Returns which share of each batch is this worker's. */
  public Shard shard() {
    return new Shard(rank, meeting.workers());
  }

  /** Returns its name in messages, such as {@code worker 1 (10.0.0.2)}. */
  String name() {
    return "%s %d (%s)".formatted(role, rank, meeting.own().getHostAddress());
  }

  /** Makes an array that all workers will add up, as {@link ParameterStore#sum}. */
  Sum sum(int numbers) {
    return calls.await(() -> store.sum(numbers), StoreCalls.NO_LIMIT);
  }

  /** Adds up what all workers have in it, as {@link Sum#addUp}. */
  void addUp(Sum sum) {
    calls.await(sum::addUp);
  }

  /** Returns what each worker has, by its rank; all call this, and wait for each other. */
  AllGather allGather() {
    return allGather;
  }

  /**
   * Tells that another process is lost, which ends the waiting for it. Who was lost first is told
   * of.
   *
   * @param who such as {@code worker 1 (host)}
   * @param why such as {@code was killed by signal 9}
   */
  public void lose(String who, String why) {
    calls.lose(who, why);
  }

  /** Asks all workers to stop after the same step. Before all have joined, none is made. */
  public void stop() {
    isStopWanted = true;
    if (!isJoined) {
      lose("the start", "it was stopped before all had joined");
    }
  }

  boolean isStopWanted() {
    return isStopWanted;
  }

  /**
   * Leaves when all workers do, and waits for that; for a worker.
   *
   * @throws PeerLostException if one is lost
   */
  public void leave() {
    allGather.of(new byte[0]);
    silence.end(); // from here on the scheduler may be gone before this one
    calls.await(store::leave);
  }

  /**
   * Ends the process at once with an exit code, whatever the store still waits for. Nothing else
   * does after a loss: the engine would wait for the lost one.
   */
  public void halt(int code) {
    store.abandon();
    Runtime.getRuntime().halt(code);
  }
}
