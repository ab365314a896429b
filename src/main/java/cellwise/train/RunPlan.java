package cellwise.train;

import cellwise.model.Network;

/**
 * What one {@link Session#run} is about to do.
 *
 * @param net what is trained
 * @param data what it is trained on, such as {@code CIFAR-10 train}
 * @param firstStep the number of its first step, counted from 0
 * @param steps how many it makes unless something stops it
 */
public record RunPlan(Network net, String data, long firstStep, long steps) {
  /** Returns how many steps there will be in all, those of earlier runs included. */
  public long stepsInAll() {
    return steps > Long.MAX_VALUE - firstStep ? Long.MAX_VALUE : firstStep + steps;
  }
}
