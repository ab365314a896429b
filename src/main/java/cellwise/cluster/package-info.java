/**
 * One step shared by many: towers on the devices of this machine.
 *
 * <p>Each way of sharing is a {@link cellwise.train.Step}: it is given to {@code Session.with}, and
 * all that a session does around its steps stays as it is. Takes batches apart that are joint ones,
 * so that neither rate nor checkpoint depends on how many share the work.
 */
package cellwise.cluster;
