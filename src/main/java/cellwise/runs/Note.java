package cellwise.runs;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What somebody thought.
 *
 * @param written when
 * @param step about which step, counted from 0; none if about the whole run
 * @param text in Markdown
 */
public record Note(Instant written, OptionalLong step, String text) {}
