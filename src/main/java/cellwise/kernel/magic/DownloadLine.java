package cellwise.kernel.magic;

import java.util.Locale;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/** One line in the cell that tells what is being fetched, rewritten while it grows. */
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
