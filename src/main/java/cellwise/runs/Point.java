package cellwise.runs;

/**
 * A number at a step.
 *
 * @param step counted from 0
 * @param value NaN where it was no number
 */
public record Point(long step, double value) {}
