package cellwise.kernel.wire;

import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import java.util.List;
import java.util.Objects;

/** What the kernel says of itself; the components are the fields of the JSON. */
public record KernelInfo(
    String protocolVersion,
    String implementation,
    String implementationVersion,
    LanguageInfo languageInfo,
    String banner,
    List<LanguageInfo.Help> helpLinks,
    List<String> supportedFeatures) {
  /** The language of the cells. */
  public static final LanguageInfo LANGUAGE =
      new LanguageInfo.Builder("Java")
          .version(System.getProperty("java.version"))
          .mimetype("text/x-java-source")
          .fileExtension(".jshell")
          .pygments("java")
          .codemirror("java")
          .build();

  /** This kernel, on this JVM. It has none of the optional features, such as a debugger. */
  static KernelInfo here() {
    String api = "https://docs.oracle.com/en/java/javase/%s/docs/api/";
    return new KernelInfo(
        Message.PROTOCOL,
        "cellwise",
        Objects.requireNonNullElse(
            KernelInfo.class.getPackage().getImplementationVersion(), "unpackaged"),
        LANGUAGE,
        "Java " + LANGUAGE.getVersion() + " in JShell",
        List.of(new LanguageInfo.Help("Java API", api.formatted(Runtime.version().feature()))),
        List.of());
  }
}
