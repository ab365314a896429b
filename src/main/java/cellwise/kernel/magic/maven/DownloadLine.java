package cellwise.kernel.magic.maven;

import java.util.Locale;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferResource;

/**
 * One line in the cell that tells what is being fetched, rewritten while it grows. What differs
 * from its checksum ends the download: Maven by itself only writes a line to a log.
 */
final class DownloadLine extends AbstractTransferListener {
  private static final long PAUSE_NANOS = 200_000_000;
  private static final double MEGABYTE = 1e6;

  private int files;
  private long bytes;
  private long lastShown;

  @Override
  public synchronized void transferProgressed(TransferEvent event) {
    bytes += event.getDataLength();
    if (System.nanoTime() - lastShown > PAUSE_NANOS) {
      show(name(event));
    }
  }

  @Override
  public synchronized void transferSucceeded(TransferEvent event) {
    files++;
  }

  /** Where a repository has no checksum there is nothing to compare. */
  @Override
  public void transferCorrupted(TransferEvent event) throws TransferCancelledException {
    if (event.getException() instanceof ChecksumFailureException e
        && e.getExpected() != null
        && !e.getExpected().isEmpty()) {
      TransferResource file = event.getResource();
      throw new TransferCancelledException(
          "%s%s has the checksum %s, its repository says %s: try again, or another repository"
              .formatted(
                  file.getRepositoryUrl(), file.getResourceName(), e.getActual(), e.getExpected()));
    }
  }

  /** Ends the line, if anything was fetched. */
  synchronized void end() {
    if (bytes > 0) {
      show("");
      System.out.println();
    }
    files = 0;
    bytes = 0;
  }

  private void show(String name) {
    lastShown = System.nanoTime();
    System.out.printf(
        Locale.ROOT, "\rDownloaded %d files, %.1f MB %-50s", files, bytes / MEGABYTE, name);
  }

  private static String name(TransferEvent event) {
    String path = event.getResource().getResourceName();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
