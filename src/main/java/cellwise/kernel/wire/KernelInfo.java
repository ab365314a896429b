package cellwise.kernel.wire;

import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.reply.KernelInfoReply;
import java.util.List;
import java.util.Objects;

/** What the kernel says of itself, with the {@code status} that the base library leaves out. */
public final class KernelInfo extends KernelInfoReply {
  public static final LanguageInfo LANGUAGE =
      new LanguageInfo.Builder("Java")
          .version(System.getProperty("java.version"))
          .mimetype("text/x-java-source")
          .fileExtension(".jshell")
          .pygments("java")
          .codemirror("java")
          .build();

  @SuppressWarnings("unused") // a field of the JSON
  private final String status = "ok";

  public KernelInfo() {
    super(
        Header.PROTOCOL_VERISON,
        "cellwise",
        Objects.requireNonNullElse(
            KernelInfo.class.getPackage().getImplementationVersion(), "unpackaged"),
        LANGUAGE,
        "Java " + LANGUAGE.getVersion() + " in JShell",
        List.of(
            new LanguageInfo.Help(
                "Java API",
                "https://docs.oracle.com/en/java/javase/"
                    + Runtime.version().feature()
                    + "/docs/api/")));
  }
}
