/**
 * What MXNet has no fast operator for, computed by Java on the engine's own memory, and recorded
 * for its backward pass where there is one.
 *
 * <p>The only package that knows which engine DJL runs on: it starts it, with threads that can be
 * counted, and says where its and others' machine code is unpacked, and on which machine. The steps
 * to its right ask it whether it can help with an array, and otherwise compute with DJL's
 * operations.
 */
package cellwise.engine;
