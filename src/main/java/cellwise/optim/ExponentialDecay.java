package cellwise.optim;

/**
 * A learning rate that falls by a factor every so many steps, TensorFlow's {@code
 * tf.train.exponential_decay}:
 *
 * <pre>initial · factor ^ (step / decaySteps)</pre>
 *
 * <p>As a staircase the quotient is rounded down, so the rate falls at once at every multiple of
 * {@code decaySteps}.
 *
 * @param initial the rate at step 0
 * @param factor what it is multiplied with
 * @param decaySteps steps until it has been multiplied once
 * @param isStaircase whether it falls in stairs rather than all the time
 */
public record ExponentialDecay(float initial, float factor, int decaySteps, boolean isStaircase)
    implements LearningRate {
  /** Checks the numbers. */
  public ExponentialDecay {
    if (!(initial > 0) || !(factor > 0)) {
      throw new IllegalArgumentException(
          "initial is %s and factor %s, both must be positive".formatted(initial, factor));
    }
    if (decaySteps < 1) {
      throw new IllegalArgumentException(
          "decaySteps is %d, must be positive: pass batchesPerEpoch * epochsPerDecay"
              .formatted(decaySteps));
    }
  }

  /** Returns a rate that falls in stairs, as the tutorial's. */
  public static ExponentialDecay staircase(float initial, float factor, int decaySteps) {
    return new ExponentialDecay(initial, factor, decaySteps, true);
  }

  /** Returns a rate that falls at every step. */
  public static ExponentialDecay continuous(float initial, float factor, int decaySteps) {
    return new ExponentialDecay(initial, factor, decaySteps, false);
  }

  @Override
  public float at(long step) {
    double stairs = (double) step / decaySteps;
    return (float) (initial * Math.pow(factor, isStaircase ? Math.floor(stairs) : stairs));
  }
}
