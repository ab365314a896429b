package cellwise.engine;

import ai.djl.mxnet.engine.MxNDArray;
import ai.djl.mxnet.jna.JnaUtils;
import ai.djl.mxnet.jna.LibUtils;
import ai.djl.ndarray.NDArray;
import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Map;

/** The calls of MXNet's C interface that DJL leaves out. */
interface MxnetCalls extends Library {
  /** {@code RTLD_LAZY}, without {@code RTLD_GLOBAL}. */
  int LAZILY_AND_FOR_ITSELF = 1;

  /** Opened as DJL opens it: JNA's own way would let other libraries run into MXNet's insides. */
  MxnetCalls MXNET =
      Native.load(
          LibUtils.getLibName(),
          MxnetCalls.class,
          Map.of(Library.OPTION_OPEN_FLAGS, LAZILY_AND_FOR_ITSELF));

  int MXNDArrayGetData(Pointer array, PointerByReference data);

  int MXNDArrayWaitToWrite(Pointer array);

  int MXCustomFunctionRecord(
      int inputs, Pointer[] input, int outputs, Pointer[] output, Pointer callbacks);

  int MXInitPSEnv(int settings, String[] names, String[] values);

  int MXKVStoreRunServer(Pointer store, Controller commands, Pointer of);

  int MXKVStoreSendCommmandToServers(Pointer store, int head, String body);

  int MXKVStoreGetRank(Pointer store, IntBuffer rank);

  int MXKVStoreGetNumDeadNode(Pointer store, int node, IntBuffer dead, int seconds);

  /** What MXNet calls when a worker sends the servers a command. */
  interface Controller extends Callback {
    void apply(int head, String body, Pointer of);
  }

  /** Returns MXNet's own name of an array. */
  static Pointer handle(NDArray array) {
    return ((MxNDArray) array).getHandle();
  }

  /** Waits until nobody reads the numbers of an array as they are, nor writes others. */
  static void waitToWrite(NDArray array) {
    JnaUtils.checkCall(MXNET.MXNDArrayWaitToWrite(handle(array)));
  }

  /**
   * Returns the memory of an array of 32-bit floats, once all that writes to it is done. Valid as
   * long as the array.
   */
  static FloatBuffer floats(Pointer array, int numbers) {
    // Waits first: only then is it known whether the array lies in blocks, which the call undoes.
    JnaUtils.waitToRead(array);
    PointerByReference data = new PointerByReference();
    JnaUtils.checkCall(MXNET.MXNDArrayGetData(array, data));
    return data.getValue().getByteBuffer(0, (long) numbers * Float.BYTES).asFloatBuffer();
  }
}
