/**
 * The only room that knows which engine DJL runs on: starts it, with threads that can be counted,
 * and says where its and others' machine code is unpacked.
 *
 * <p>The steps to its right come by doors that are named for what they do, and mean the same on
 * every engine: {@link cellwise.engine.BackwardPass}, {@link cellwise.engine.InPlace}, {@link
 * cellwise.engine.ArrayCopy}, and {@link cellwise.engine.PictureOperation} for what has no fast
 * operator. Behind them are fast ways for MXNet on a CPU, the care that DJL's arrays of PyTorch's
 * need, and DJL's operations for all else. Only the classes named for an engine link to it.
 */
package cellwise.engine;
