package cellwise.runs;

/**
 * A file or folder that belongs to a run.
 *
 * @param kind such as {@code checkpoints} or {@code events}
 * @param path absolute
 */
public record Link(String kind, String path) {}
