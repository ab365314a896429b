package cellwise.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectionInfoTest {
  /** Those of ZeroMQ's own specification, where they are examples. */
  private static final String PUBLIC = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";

  private static final String SECRET = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

  private static final String FILE =
      """
      {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 65535,
       "ip": "127.0.0.1", "key": "", "transport": "tcp", "signature_scheme": "hmac-sha256",
       "kernel_name": "java"}
      """;

  /** A connection whose messages bear no signature. */
  static ConnectionInfo unsigned() {
    return ConnectionInfo.parse(FILE);
  }

  private static String with(String field, String json) {
    return FILE.replaceFirst("\\{", "{\"" + field + "\": " + json + ", ");
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  @Test
  void tellsWhereTheSocketsListen() {
    assertThat(unsigned().address(Channel.CONTROL)).isEqualTo("tcp://127.0.0.1:4");
    assertThat(unsigned().address(Channel.HEARTBEAT)).isEqualTo("tcp://127.0.0.1:65535");
    String files = FILE.replace("\"tcp\"", "\"ipc\"").replace("127.0.0.1", "/run/k");
    assertThat(ConnectionInfo.parse(files).address(Channel.SHELL)).isEqualTo("/run/k-1");
  }

  @Test
  void hasTheKeysOfAClientThatEncrypts() {
    String file = with("curve_publickey", quoted(PUBLIC));
    file = file.replaceFirst("\\{", "{\"curve_secretkey\": " + quoted(SECRET) + ", ");

    assertThat(ConnectionInfo.parse(file).curve())
        .contains(new ConnectionInfo.CurveKeys(PUBLIC, SECRET));
    assertThat(unsigned().curve()).isEmpty();
  }

  @Test
  void refusesHalfAKeyAndTellsNone() {
    String rule = "has not two keys of 40 characters of Z85 in curve_publickey and curve_secretkey";
    for (String file :
        new String[] {
          with("curve_publickey", quoted(PUBLIC)),
          with("curve_secretkey", quoted(SECRET)),
          with("curve_publickey", "1").replaceFirst("\\{", "{\"curve_secretkey\": \"~\", "),
        }) {
      assertThatThrownBy(() -> ConnectionInfo.parse(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(rule);
    }
  }

  @Test
  void refusesAPortThatIsNone() {
    for (String port : new String[] {"0", "65536", "-1", "\"x\"", "[1]"}) {
      assertThatThrownBy(
              () ->
                  ConnectionInfo.parse(
                      FILE.replace("\"shell_port\": 1", "\"shell_port\": " + port)))
          .as(port)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(" as shell_port, must be 1 to 65535");
    }
  }

  @Test
  void refusesWhatIsNoConnectionFile() {
    for (String text : new String[] {"", "[]", "{", "null"}) {
      assertThatThrownBy(() -> ConnectionInfo.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("is no JSON object");
    }
    assertThatThrownBy(() -> ConnectionInfo.parse("{}"))
        .hasMessage("names no transport of [tcp, ipc]");
  }
}
