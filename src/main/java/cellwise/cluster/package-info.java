/**
 * One step shared by many: towers on the devices of this machine, workers in processes on this one
 * and others.
 *
 * <p>Each way of sharing is a {@link cellwise.train.Step}: it is given to {@code Session.with}, and
 * all that a session does around its steps stays as it is. Takes batches apart that are joint ones,
 * so that neither rate nor checkpoint depends on how many share the work.
 *
 * <p>Processes meet at the engine's parameter server: {@link cellwise.cluster.Node} is one of them,
 * {@link cellwise.cluster.Workers} its step, and {@link cellwise.cluster.Signal} what it and who
 * launched it say to each other. Nobody waits for a lost one: the launcher says {@code lost WHO:
 * WHY}, or the end of the input says that the launcher is gone; the scheduler hears every other
 * node once a second and says {@code @lost}; and the others hear the scheduler. So whatever is
 * lost, all know it a timeout after that, and have ended five seconds later.
 */
package cellwise.cluster;
