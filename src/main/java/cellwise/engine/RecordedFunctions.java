package cellwise.engine;

import ai.djl.mxnet.jna.JnaUtils;
import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The functions that wait for MXNet's backward pass. MXNet calls each by its number, on the
 * engine's thread, and says when it needs it no longer.
 */
final class RecordedFunctions {
  /** Fills the gradient of a function's input from the gradient of its output. */
  interface Backward {
    void fill(Pointer gradient, Pointer inGradient);
  }

  private interface BackwardCall extends Callback {
    int call(int outputs, int inputs, Pointer arrays, Pointer requests, int training, Pointer id);
  }

  private interface DeleteCall extends Callback {
    int call(Pointer id);
  }

  /** The input is ours, so that its memory stays; the callbacks, so that nobody collects them. */
  record Recorded(Pointer input, Backward backward, Memory callbacks) {}

  static final Map<Long, Recorded> RECORDED = new ConcurrentHashMap<>();
  private static final AtomicLong IDS = new AtomicLong();
  private static final BackwardCall BACKWARD = RecordedFunctions::backward;
  private static final DeleteCall DELETE = RecordedFunctions::delete;

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

  private RecordedFunctions() {}

  /**
   * MXNet would start threads for custom functions that it never joins, and abort the process at
   * its end because of them. It asks this variable whether to start any when the first function is
   * due; the engine itself, which the variable is named for, has read it long before.
   */
  private static void callOnTheEnginesThread() {
    Function.getFunction(Platform.C_LIBRARY_NAME, "setenv")
        .invokeInt(new Object[] {"MXNET_ENGINE_TYPE", "NaiveEngine", 1});
  }

  /** Tells MXNet that {@code output} was made of {@code input}, and how the gradient goes back. */
  static void record(Pointer input, Pointer output, Backward backward) {
    long id = IDS.incrementAndGet();
    Recorded recorded = new Recorded(JnaUtils.detachGradient(input), backward, callbacks(id));
    RECORDED.put(id, recorded);
    JnaUtils.checkCall(
        MxnetCalls.MXNET.MXCustomFunctionRecord(
            1, new Pointer[] {input}, 1, new Pointer[] {output}, recorded.callbacks()));
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
      RECORDED.get(Pointer.nativeValue(id)).backward().fill(gradient, inGradient);
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
    JnaUtils.freeNdArray(RECORDED.remove(Pointer.nativeValue(id)).input());
    return 1;
  }
}
