package cellwise.runs;

/**
 * What an evaluation gave.
 *
 * @param step how many steps were made until then
 * @param data what was evaluated on, such as {@code CIFAR-10 test}
 * @param parameters {@code averaged} or {@code raw}
 * @param precision the share of pictures whose class had the highest logit, from 0 to 1
 */
public record Score(long step, String data, String parameters, double precision) {}
