/**
 * Starts the nodes of a cluster, on this machine or on hosts by ssh, and watches over them: what
 * they say, which of them dies, that none is left.
 *
 * <p>Knows a node by its command line and by the lines of {@link cellwise.cluster.Signal}, not by
 * what it computes. Takes environment and streams from its callers, the command line and notebooks.
 */
package cellwise.launch;
