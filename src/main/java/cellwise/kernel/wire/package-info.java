/**
 * Jupyter's protocol on sockets: messages read and checked, replies, and all that is published, in
 * the order it happened. {@link cellwise.kernel.wire.KernelConnection} is its door.
 */
package cellwise.kernel.wire;
