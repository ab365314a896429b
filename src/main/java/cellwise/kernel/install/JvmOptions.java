package cellwise.kernel.install;

import java.util.List;

/** Options of the JVM that a kernel runs in. */
final class JvmOptions {
  /**
   * Options that suit a kernel: the serial collector starts fastest and leaves the cores to the
   * native engine; four times the usual stack lets the compiler through a cell with an expression
   * of 2,000 terms; windows have no place in a notebook; text is UTF-8, which JDK 17 goes by only
   * where the locale says so. The heap starts small and may grow to the JVM's own limit, a quarter
   * of the memory, since most of what training needs lies outside it.
   */
  static final List<String> OF_A_KERNEL =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms64m",
          "-Xss4m",
          "-Dfile.encoding=UTF-8",
          "-Djava.awt.headless=true",
          // Of what the kernel and the library bring; a cell's own loggers tell what they like.
          "-Dorg.slf4j.simpleLogger.log.ai.djl=error",
          "-Dorg.slf4j.simpleLogger.log.org.apache.http=error",
          "-Dorg.slf4j.simpleLogger.log.org.apache.maven=error",
          "-Dorg.slf4j.simpleLogger.log.org.eclipse.aether=error",
          "-Dorg.slf4j.simpleLogger.log.eu.maveniverse=error",
          "-Dorg.slf4j.simpleLogger.log.org.sqlite=error",
          "-Dorg.slf4j.simpleLogger.log.tech.tablesaw=error");

  private JvmOptions() {}
}
