/**
 * The loop: the same step many times, hooks after each, and what is kept of it.
 *
 * <p>How one step is made is {@link cellwise.train.Step#plain}, and can be another way. Takes
 * batches from {@code data} and steps them through {@code model}, {@code loss}, {@code optim} and
 * {@code average}. The tutorial's {@code MonitoredTrainingSession} without the graph.
 */
package cellwise.train;
