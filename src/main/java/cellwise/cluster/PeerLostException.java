package cellwise.cluster;

import cellwise.train.StepNotMadeException;

/** Another process is lost, so that no further step can be made with it. */
public final class PeerLostException extends StepNotMadeException {
  private static final long serialVersionUID = 1;

  PeerLostException(Loss loss) {
    super(loss.toString(), null);
  }
}
