package cellwise.cluster;

import ai.djl.ndarray.NDArray;
import cellwise.LiveArrays;
import cellwise.checkpoint.Checkpoints;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Shapes10;
import cellwise.data.Shard;
import cellwise.engine.ParameterStore.Meeting;
import cellwise.engine.ParameterStore.Role;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.optim.Gradients;
import cellwise.recipe.Recipe;
import cellwise.train.Hook;
import cellwise.train.Session;
import cellwise.train.StepReport;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A node of a small cluster, a process of its own that a test starts. */
final class SmallNode {
  static final int BATCH = 16;
  static final int TIMEOUT = 3;

  private SmallNode() {}

  /** Of a process: its role, rank, workers, servers, the scheduler's port, seed, steps, folder. */
  public static void main(String[] told) throws IOException {
    Role role = Role.valueOf(told[0]);
    InetAddress here = InetAddress.getByName("127.0.0.1");
    int port = Integer.parseInt(told[4]);
    Meeting meeting =
        new Meeting(
            new InetSocketAddress(here, port),
            here,
            Integer.parseInt(told[3]),
            Integer.parseInt(told[2]));
    Node node = Node.of(role, meeting, Integer.parseInt(told[1]), TIMEOUT);
    Launcher launcher = new Launcher(System.in, new PrintWriter(System.out, true));
    launcher.listen(node);
    try {
      if (role == Role.WORKER) {
        work(node, launcher, Long.parseLong(told[5]), Long.parseLong(told[6]), Path.of(told[7]));
      } else {
        node.serve(launcher::tell);
      }
    } catch (RuntimeException e) {
      System.out.println(e.getMessage());
      node.halt(1);
    }
  }

  private static void work(Node node, Launcher launcher, long seed, long steps, Path folder)
      throws IOException {
    node.join(60, launcher::tell);
    Workers workers = Workers.of(node);
    Path file = folder.resolve("rank-" + node.shard().rank());
    try (Training training = new Training(node.shard(), seed)) {
      if (node.shard().rank() == 0) {
        training.session.keptIn(Checkpoints.in(folder));
      }
      Session together = workers.together(training.session, Map.of("steps", "" + steps));
      HashMap<String, float[]> numbers = training.run(together, steps, System.out::println);
      numbers.put("bytes", new float[] {workers.bytesPerStep()});
      try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
        out.writeObject(numbers);
      }
      System.out.println("stopped at step " + together.globalStep());
    }
    node.leave();
  }

  /** What is trained, by one process or by one of several. */
  static final class Training implements AutoCloseable {
    final Session session;
    private final Network net = SmoothNetwork.build();
    private final Batches batches;

    Training(Shard shard, long seed) {
      batches = Shapes10.open(50).train().stream(BATCH, Distortion.training(), seed, shard);
      session =
          Session.of(net, Recipe.tutorial().loss(), GradientDescent.of(step -> 0.1f), batches);
    }

    /** Returns each step's loss and arrays alive, the last one's gradients, and the variables. */
    HashMap<String, float[]> run(Session made, long steps, Consumer<String> told) {
      List<Float> losses = new ArrayList<>();
      List<Float> live = new ArrayList<>();
      HashMap<String, float[]> numbers = new HashMap<>();
      Hook look =
          new Hook() {
            @Override
            public void beforeUpdate(long step, Batch batch, Gradients gradients) {
              gradients.values().forEach((name, each) -> put(numbers, "gradient of " + name, each));
            }

            @Override
            public void afterStep(StepReport report) {
              told.accept("made step " + report.step());
              losses.add(report.losses().total());
              live.add((float) LiveArrays.count(net.variable("conv1/weights")));
            }
          };
      made.run(steps, look);
      net.variables().forEach((name, each) -> put(numbers, name, each));
      numbers.put("losses", array(losses));
      numbers.put("live arrays", array(live));
      return numbers;
    }

    private static float[] array(List<Float> values) {
      float[] array = new float[values.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = values.get(i);
      }
      return array;
    }

    private static void put(Map<String, float[]> numbers, String name, NDArray array) {
      numbers.put(name, array.toFloatArray());
    }

    @Override
    public void close() {
      batches.close();
      net.close();
    }
  }
}
