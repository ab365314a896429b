package cellwise.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Starts nodes on other hosts by a remote shell, in the folder of the same name there, those on
 * this machine as {@link OnThisMachine} does.
 *
 * @param here for the nodes on this machine
 * @param shell the remote shell and its options, to which host and command line are added
 * @param folder where the nodes run, so that relative names are of the same files
 * @param script the command {@code cellwise} there
 * @param passedOn variables of this process that the nodes get too
 */
record OnHosts(
    NodeStart here, List<String> shell, Path folder, Path script, Map<String, String> passedOn)
    implements NodeStart {
  @Override
  public ProcessBuilder of(
      Node node, List<String> arguments, Map<String, String> environment, int sharers) {
    if (node.host().isHere()) {
      return here.of(node, arguments, environment, sharers);
    }
    List<String> command = new ArrayList<>(shell);
    command.add(node.host().name());
    command.add(line(arguments, environment, sharers));
    return new ProcessBuilder(OnThisMachine.deafToKeys(command));
  }

  /**
   * Returns what the host's shell runs. That waits for the node, since how a process was killed is
   * told to us only by a shell's exit code.
   */
  private String line(List<String> arguments, Map<String, String> environment, int sharers) {
    Map<String, String> all = new TreeMap<>(passedOn);
    all.putAll(environment);
    // There the script counts the cores.
    all.put(
        sharers == 0 ? "OMP_NUM_THREADS" : "CELLWISE_SHARERS", sharers == 0 ? "1" : "" + sharers);
    List<String> words = new ArrayList<>();
    all.forEach((name, value) -> words.add(name + "=" + value));
    words.add(script.toString());
    words.addAll(arguments);
    return "cd %s && env %s; exit $?"
        .formatted(
            quoted(folder.toString()),
            words.stream().map(OnHosts::quoted).collect(Collectors.joining(" ")));
  }

  /** Returns a word that a shell leaves as it is. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
