package cellwise.kernel.wire;

import org.zeromq.SocketType;

/** The five sockets of a kernel, by the names that connection files give their ports. */
enum Channel {
  SHELL("shell", SocketType.ROUTER),
  CONTROL("control", SocketType.ROUTER),
  STDIN("stdin", SocketType.ROUTER),
  IOPUB("iopub", SocketType.XPUB),
  HEARTBEAT("hb", SocketType.ROUTER);

  private final String shortName;
  private final SocketType type;

  Channel(String shortName, SocketType type) {
    this.shortName = shortName;
    this.type = type;
  }

  /** The field of a connection file with the port's number. */
  String portField() {
    return shortName + "_port";
  }

  SocketType type() {
    return type;
  }
}
