package cellwise.engine;

import ai.djl.Device;
import ai.djl.mxnet.jna.JnaUtils;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/** MXNet's {@code dist_sync}: a server waits for the pushes of all workers, and keeps their sum. */
final class MxnetKvStore implements ParameterStore {
  private static final AtomicBoolean IS_TAKEN = new AtomicBoolean();

  /** The one number that MXNet leaves to its users; it has others for itself. */
  private static final int COMMAND = 0;

  private final Role role;
  private Pointer handle;
  private int sums;

  /** MXNet has it for as long as it serves: here, so that nobody collects it. */
  private MxnetCalls.Controller commands;

  private MxnetKvStore(Role role) {
    this.role = role;
  }

  static ParameterStore of(Role role, Meeting meeting) {
    if (IS_TAKEN.getAndSet(true)) {
      throw new IllegalStateException(
          "this process has taken part in a parameter store already, does so once: start another one");
    }
    Map<String, String> settings = settings(role, meeting);
    JnaUtils.checkCall(
        MxnetCalls.MXNET.MXInitPSEnv(
            settings.size(),
            settings.keySet().toArray(String[]::new),
            settings.values().toArray(String[]::new)));
    MxnetKvStore store = new MxnetKvStore(role);
    if (role != Role.WORKER) {
      store.handle = JnaUtils.parameterStoreCreate("dist_sync");
    }
    return store;
  }

  /** What ps-lite would read from the environment, and takes from here instead. */
  private static Map<String, String> settings(Role role, Meeting meeting) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("DMLC_ROLE", role.toString());
    settings.put("DMLC_PS_ROOT_URI", meeting.scheduler().getAddress().getHostAddress());
    settings.put("DMLC_PS_ROOT_PORT", "" + meeting.scheduler().getPort());
    settings.put("DMLC_NODE_HOST", meeting.own().getHostAddress());
    settings.put("DMLC_NUM_SERVER", "" + meeting.servers());
    settings.put("DMLC_NUM_WORKER", "" + meeting.workers());
    settings.put("PS_HEARTBEAT_INTERVAL", "1");
    return settings;
  }

  /** A server knows of its place only by a command; asked for it before, MXNet would crash. */
  @Override
  public int join() {
    handle = JnaUtils.parameterStoreCreate("dist_sync");
    if (rank() == 0) {
      JnaUtils.checkCall(MxnetCalls.MXNET.MXKVStoreSendCommmandToServers(handle, COMMAND, ""));
    }
    return FIRST_WORKER + 2 * rank();
  }

  @Override
  public void serve(IntConsumer joined) {
    if (role == Role.SCHEDULER) {
      joined.accept(SCHEDULER);
    }
    commands = (head, body, of) -> joined.accept(FIRST_SERVER + 2 * rank());
    JnaUtils.checkCall(MxnetCalls.MXNET.MXKVStoreRunServer(handle, commands, null));
  }

  private int rank() {
    IntBuffer rank = IntBuffer.allocate(1);
    JnaUtils.checkCall(MxnetCalls.MXNET.MXKVStoreGetRank(handle, rank));
    return rank.get(0);
  }

  /** After it was left MXNet refuses to tell. */
  @Override
  public boolean isSilent(int node, int seconds) {
    IntBuffer dead = IntBuffer.allocate(1);
    return MxnetCalls.MXNET.MXKVStoreGetNumDeadNode(handle, node, dead, seconds) == 0
        && dead.get(0) > 0;
  }

  @Override
  public Sum sum(int numbers) {
    return new KeyedSum("" + sums++, numbers);
  }

  @Override
  public void leave() {
    JnaUtils.parameterStoreClose(handle);
  }

  /**
   * At its end the C library would have MXNet and ps-lite tidy up, which waits, or aborts. What is
   * registered last it calls first: that is how a process ends at once, with the exit code it has.
   */
  @Override
  public void abandon() {
    if (Platform.isLinux()) {
      Function end = Function.getFunction(Platform.C_LIBRARY_NAME, "_exit");
      Function.getFunction(Platform.C_LIBRARY_NAME, "on_exit")
          .invokeInt(new Object[] {end, Pointer.NULL});
    }
  }

  /** What is pulled is written over what was pushed, MXNet shares their memory: so one array. */
  private final class KeyedSum implements Sum {
    private final String[] key;
    private final int size;
    private final NDManager manager = StartedEngine.newScope(Device.cpu());
    private final NDList array;

    private KeyedSum(String key, int size) {
      this.key = new String[] {key};
      this.size = size;
      manager.setName("sum over workers");
      array = new NDList(manager.zeros(new Shape(size)));
      JnaUtils.parameterStoreInit(handle, 1, this.key, array);
    }

    @Override
    public FloatBuffer numbers() {
      NDArray numbers = array.head();
      return EngineMemory.toWrite(numbers);
    }

    @Override
    public void addUp() {
      JnaUtils.parameterStorePush(handle, 1, key, array, 0);
      JnaUtils.parameterStorePull(handle, 1, key, array, 0);
      MxnetCalls.waitToWrite(array.head());
    }

    @Override
    public long bytes() {
      return (long) size * Float.BYTES;
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
