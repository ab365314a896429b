package cellwise.launch;

/**
 * One process of a cluster, by its name.
 *
 * @param role what it does
 * @param rank counted from 0 among those of its role
 * @param host where it runs
 */
record Node(Role role, int rank, Host host) {
  enum Role {
    SCHEDULER,
    SERVER,
    WORKER;

    /** Returns the word for it on a command line, and in the environment of ps-lite. */
    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Returns whether it is the one that logs, saves and evaluates. */
  boolean isFirstWorker() {
    return role == Role.WORKER && rank == 0;
  }

  /** Returns its name as users write it: {@code scheduler}, {@code worker 1}. */
  String name() {
    return role == Role.SCHEDULER ? role.word() : role.word() + " " + rank;
  }

  /** Returns its name with its host, unless that is this machine. */
  @Override
  public String toString() {
    return host.isHere() ? name() : "%s (%s)".formatted(name(), host);
  }
}
