package cellwise.kernel.wire;

import cellwise.kernel.eval.CellFailure;
import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.channels.ShellChannel;
import io.github.spencerpark.jupyter.channels.ShellHandler;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.RequestType;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.zeromq.ZMQ;

/**
 * The five sockets of a kernel and the threads that wait for messages on three of them.
 *
 * <p>It replaces the base library's loops, which sleep 50 ms (the heartbeat's 500 ms) between two
 * looks, die at the first message with a bad signature, and have their sockets closed by other
 * threads; and its broadcast socket, which drops messages when they are many.
 */
public final class KernelConnection extends JupyterConnection {
  private static final int LOOK_MILLIS = 200;
  private static final int LAST_WORDS_MILLIS = 1000;

  private final KernelConnectionProperties properties;
  private final ZMQ.Context context = ZMQ.context(1);
  private final ZMQ.Poller shellQueue = context.poller(1);
  private final PublishQueue publishing;
  private final MessageReader reader;
  private final InputPrompt prompt;
  private final SocketBindings bindings;
  private final List<Thread> loops = new ArrayList<>();
  private final CountDownLatch shutdown = new CountDownLatch(1);
  private final PrintStream log = System.err;

  /**
   * Sockets not yet bound.
   *
   * @throws GeneralSecurityException if this JVM does not know the signature scheme
   */
  public KernelConnection(KernelConnectionProperties properties) throws GeneralSecurityException {
    super(properties);
    JupyterSocket.JUPYTER_LOGGER.setLevel(Level.WARNING);
    this.properties = properties;
    bindings = new SocketBindings(properties);
    publishing = new PublishQueue(context, properties.createHMACGenerator());
    reader = new MessageReader(properties.createHMACGenerator());
    prompt = new InputPrompt(stdin, context.poller(1), reader);
    shellQueue.register(shell, ZMQ.Poller.POLLIN);
  }

  @Override
  public PublishQueue getIOPub() {
    return publishing;
  }

  @Override
  public ShellReplyEnvironment prepareReplyEnv(ShellChannel channel, MessageContext request) {
    return new ShellReplyEnvironment(channel, stdin, publishing, request) {
      @Override
      public String readFromStdIn(String text, boolean isPassword) {
        return prompt.ask(request, text, isPassword);
      }

      @Override
      @SuppressWarnings("unchecked")
      public <T extends ContentType<T>> void reply(T content) {
        super.reply((T) Replies.withStatus(content));
      }
    };
  }

  /**
   * Binds the sockets and starts to answer.
   *
   * @throws UncheckedIOException if a socket of the transport {@code ipc} cannot be bound
   */
  @Override
  public void connect() {
    bind(publishing, properties.getIopubPort());
    bind(stdin, properties.getStdinPort());
    bind(heartbeat, properties.getHbPort());
    bind(control, properties.getControlPort());
    bind(shell, properties.getShellPort());
    publishing.sendMessage(
        new Message<>(new Header<>(PublishStatus.MESSAGE_TYPE), PublishStatus.STARTING));
    start("heartbeat", () -> serve(poller(heartbeat), () -> heartbeat.send(heartbeat.recv())));
    start("control", () -> serve(poller(control), () -> dispatch(control, reader.read(control))));
    start("shell", () -> serve(shellQueue, () -> dispatch(shell, reader.read(shell))));
  }

  /**
   * Takes the messages that wait on the shell socket now. To be called by the shell's own thread.
   */
  public List<Message<?>> takeQueue() {
    List<Message<?>> queued = new ArrayList<>();
    while (shellQueue.poll(0) > 0) {
      attempt(() -> queued.add(reader.read(shell)));
    }
    return queued;
  }

  /** Answers messages of the shell socket, execute requests by {@code execute}, others as usual. */
  @SuppressWarnings("unchecked")
  public void answer(List<Message<?>> messages, ShellHandler<ExecuteRequest> execute) {
    for (Message<?> message : messages) {
      if (message.getHeader().getType() == MessageType.EXECUTE_REQUEST) {
        execute.handle(prepareReplyEnv(shell, message), (Message<ExecuteRequest>) message);
      } else {
        attempt(() -> dispatch(shell, message));
      }
    }
  }

  /** Ends the wait for a shutdown request. */
  public void shutDown() {
    shutdown.countDown();
  }

  /** Waits for a shutdown request. */
  @Override
  public void waitUntilClose() {
    try {
      shutdown.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Sends what is to be sent and closes the sockets. A cell that cannot be stopped keeps its
   * thread, and with it the sockets, until the JVM ends; so does a client that takes nothing.
   */
  @Override
  public void close() {
    shutdown.countDown();
    try {
      for (Thread loop : loops) {
        loop.join(LAST_WORDS_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    publishing.close();
    prompt.close();
    if (loops.stream().noneMatch(Thread::isAlive) && publishing.hasEnded()) {
      shellQueue.close();
      super.close();
      context.close();
      try {
        bindings.close();
      } catch (IOException e) {
        log.println("a socket was not closed: " + e);
      }
    }
  }

  private void bind(JupyterSocket socket, int port) {
    socket.setLinger(LAST_WORDS_MILLIS);
    bindings.bind(socket, port);
  }

  private ZMQ.Poller poller(JupyterSocket socket) {
    ZMQ.Poller poller = context.poller(1);
    poller.register(socket, ZMQ.Poller.POLLIN);
    return poller;
  }

  private void start(String name, Runnable loop) {
    Thread thread = new Thread(loop, name);
    thread.setDaemon(true);
    loops.add(thread);
    thread.start();
  }

  private void serve(ZMQ.Poller poller, Runnable answer) {
    try {
      while (shutdown.getCount() > 0) {
        if (poller.poll(LOOK_MILLIS) > 0) {
          attempt(answer);
        }
      }
    } catch (RuntimeException | Error e) {
      if (shutdown.getCount() > 0) {
        Runtime.getRuntime().halt(1); // not even told: the heap is full, see PublishQueue
      }
    }
  }

  /**
   * A message that cannot be read or answered must not end the loop, as the kernel would then only
   * seem alive.
   */
  private void attempt(Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException | Error e) {
      log.println("a message was not answered: " + e);
    }
  }

  /** A client waits for the reply to anything that has one. */
  private static void replyError(ShellReplyEnvironment env, Object request, CellFailure e) {
    if (request instanceof RequestType<?> asking) {
      ErrorReply reply = new ErrorReply(e.name(), e.getMessage(), e.traceback());
      env.replyError(asking.getReplyType().error(), reply);
    }
  }

  private <T> void dispatch(ShellChannel channel, Message<T> message) {
    ShellHandler<T> handler = getHandler(message.getHeader().getType());
    if (handler == null) {
      return;
    }
    ShellReplyEnvironment env = prepareReplyEnv(channel, message);
    try {
      handler.handle(env, message);
    } catch (RuntimeException | Error e) {
      replyError(env, message.getContent(), CellFailure.of(e));
      throw e;
    } finally {
      env.resolveDeferrals();
    }
    if (env.isMarkedForShutdown()) {
      shutdown.countDown();
    }
  }
}
