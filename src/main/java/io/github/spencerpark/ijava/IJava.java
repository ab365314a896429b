package io.github.spencerpark.ijava;

import cellwise.kernel.CellFunctions;
import cellwise.kernel.JavaKernel;

/** The name by which notebooks written for IJava find their kernel. */
public final class IJava {
  private IJava() {}

  /**
   * The kernel that runs this cell.
   *
   * @throws IllegalStateException outside of a kernel
   */
  public static JavaKernel getKernelInstance() {
    return CellFunctions.getKernelInstance();
  }
}
