package cellwise.engine;

import ai.djl.mxnet.jna.JnaUtils;
import ai.djl.ndarray.NDArray;
import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The functions that wait for MXNet's backward pass. MXNet calls each by its number, on the
 * engine's thread, and says when it needs it no longer.
 */
final class MxnetRecording {
  /** Fills the gradient of a function's input from the gradient of its output. */
  interface Backward {
    void fill(FloatBuffer gradient, FloatBuffer inGradient);
  }

  private interface BackwardCall extends Callback {
    int call(int outputs, int inputs, Pointer arrays, Pointer requests, int training, Pointer id);
  }

  private interface DeleteCall extends Callback {
    int call(Pointer id);
  }

  /** The input is ours, so that its memory stays; the callbacks, so that nobody collects them. */
  private record Recorded(Pointer input, int size, Backward backward, Memory callbacks) {
    void fill(Pointer gradient, Pointer inGradient) {
      backward.fill(MxnetCalls.floats(gradient, size), MxnetCalls.floats(inGradient, size));
    }
  }

  /** MXNet owns them, and knows their numbers: here they are until it lets go of them. */
  private static final Map<Long, Recorded> WAITING = new ConcurrentHashMap<>();

  private static final AtomicLong IDS = new AtomicLong();
  private static final BackwardCall BACKWARD = MxnetRecording::backward;
  private static final DeleteCall DELETE = MxnetRecording::delete;

  /**
   * The engine's thread belongs to the JVM for the length of a call: at the end of the process the
   * JVM waits for MXNet, which waits for its thread, which must not have to wait for the JVM.
   */
  static {
    CallbackThreadInitializer passing = new CallbackThreadInitializer(true, true);
    Native.setCallbackThreadInitializer(BACKWARD, passing);
    Native.setCallbackThreadInitializer(DELETE, passing);
    callOnTheEnginesThread();
  }

  private MxnetRecording() {}

  /**
   * MXNet would start threads for custom functions that it never joins, and abort the process at
   * its end because of them. It asks this variable whether to start any when the first function is
   * due; the engine itself, which the variable is named for, has read it long before.
   */
  private static void callOnTheEnginesThread() {
    Function.getFunction(Platform.C_LIBRARY_NAME, "setenv")
        .invokeInt(new Object[] {"MXNET_ENGINE_TYPE", "NaiveEngine", 1});
  }

  /** Returns whether what this thread computes is for a backward pass. */
  static boolean isOn() {
    return JnaUtils.autogradIsRecording();
  }

  /** Returns how many functions wait. */
  static int waiting() {
    return WAITING.size();
  }

  /** Tells MXNet that {@code y} was made of {@code x}, and how the gradient goes back. */
  static void record(NDArray x, NDArray y, Backward backward) {
    Pointer[] input = {MxnetCalls.handle(x)};
    Pointer[] output = {MxnetCalls.handle(y)};
    long id = IDS.incrementAndGet();
    int size = Math.toIntExact(x.size());
    Memory callbacks = callbacks(id);
    WAITING.put(id, new Recorded(JnaUtils.detachGradient(input[0]), size, backward, callbacks));
    JnaUtils.checkCall(MxnetCalls.MXNET.MXCustomFunctionRecord(1, input, 1, output, callbacks));
  }

  /** MXNet's {@code MXCallbackList}: how many, the functions, and what each is called with. */
  private static Memory callbacks(long id) {
    Memory list = new Memory(56);
    list.setInt(0, 2);
    list.setPointer(8, list.share(24));
    list.setPointer(16, list.share(40));
    list.setPointer(24, CallbackReference.getFunctionPointer(BACKWARD));
    list.setPointer(32, CallbackReference.getFunctionPointer(DELETE));
    list.setLong(40, id);
    list.setLong(48, id);
    return list;
  }

  /** Returns 1, or 0 if it failed: MXNet then tells of a failure but not why, so this does. */
  private static int backward(
      int outputs, int inputs, Pointer arrays, Pointer requests, int training, Pointer id) {
    Pointer gradient = arrays.getPointer(0);
    Pointer inGradient = arrays.getPointer(Native.POINTER_SIZE);
    try {
      WAITING.get(Pointer.nativeValue(id)).fill(gradient, inGradient);
      return 1;
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
      return 0;
    } finally {
      JnaUtils.freeNdArray(gradient);
      JnaUtils.freeNdArray(inGradient);
    }
  }

  private static int delete(Pointer id) {
    JnaUtils.freeNdArray(WAITING.remove(Pointer.nativeValue(id)).input());
    return 1;
  }
}
