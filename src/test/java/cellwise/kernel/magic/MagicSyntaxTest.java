package cellwise.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class MagicSyntaxTest {
  private static String rewrite(String cell) {
    return new MagicSyntax("magic$line", "magic$cell", Set.of("maven", "jars")::contains)
        .rewrite(cell);
  }

  private static String call(String... words) {
    return "magic$line(\"" + String.join("\", \"", words) + "\");";
  }

  private static void staysAsItIs(String cell) {
    assertThat(rewrite(cell)).isEqualTo(cell);
  }

  @Test
  void callsLineMagicsAndKeepsTheOtherLines() {
    assertThat(rewrite("int a = 1;\n  %maven a:b:1  c:d:2\n\n%other\r\na"))
        .isEqualTo(
            "int a = 1;\n  " + call("maven", "a:b:1", "c:d:2") + "\n\n" + call("other") + "\r\na");
  }

  @Test
  void callsThemAfterAnEqualsSignAndBetweenBraces() {
    assertThat(rewrite("List<String> l = %jars x\nvoid f() {\n%new\n}"))
        .isEqualTo(
            "List<String> l = " + call("jars", "x") + "\nvoid f() {\n" + call("new") + "\n}");
  }

  @Test
  void splitsArgumentsAtSpacesOutsideOfQuotes() {
    assertThat(MagicSyntax.split("x --from=\"a b\"c \"d\\\"e\" C:\\lib\\* \"\"  f ;"))
        .containsExactly("x", "--from=a bc", "d\"e", "C:\\lib\\*", "", "f")
        .isEqualTo(MagicSyntax.split("x --from=\"a b\"c \"d\\\"e\" C:\\lib\\* \"\" f"));
  }

  @Test
  void writesArgumentsAsJavaReadsThem() {
    assertThat(rewrite("%x a\\u0041 \"b\tc\\\"\""))
        .isEqualTo(call("x", "a\\134u0041", "b\\011c\\042"));
  }

  @Test
  void leavesStringsTextBlocksCharactersAndCommentsAlone() {
    staysAsItIs("String s = \"\"\"\n%maven \\\"\"\" a\n%maven b\"\"\";");
    staysAsItIs("String s = \"\"\"\n%a " + "x\"\\\\".repeat(100_000) + "\"\"\";");
    staysAsItIs("String s = \"\"\"\n%a \\");
    staysAsItIs("/* a\n%maven b\n*/ int i = '\"'; // \"\n");
    staysAsItIs("String s = \"=%maven \\\" a\"; char c = '\\'';");
    staysAsItIs("// = %maven a\n/*\n%maven never closed");
  }

  @Test
  void findsMagicsBehindThem() {
    assertThat(rewrite("\"it's\"; // \"\n%maven a")).endsWith("\n" + call("maven", "a"));
  }

  @Test
  void takesNoModuloForAMagic() {
    staysAsItIs("int r = a\n  %b;");
    staysAsItIs("int r = a %b + 5 %maven;");
    staysAsItIs("f(a\n%maven\n)");
    staysAsItIs("a %= b; String.format(\"%d\", 1)");
  }

  @Test
  void takesAKnownNameForAMagicAfterALineWithoutSemicolon() {
    assertThat(rewrite("import java.util.*\n%maven a")).endsWith("\n" + call("maven", "a"));
  }

  @Test
  void callsCellMagicsWithTheRestOfTheCell() {
    assertThat(rewrite("\n%%html a\n<b>\n%maven</b>"))
        .isEqualTo("magic$cell(\"<b>\\012%maven</b>\", \"html\", \"a\");");
    assertThat(rewrite("%%html")).isEqualTo("magic$cell(\"\", \"html\");");
  }

  @Test
  void writesLongBodiesInPartsThatJavaAccepts() {
    assertThat(rewrite("%%html\n" + "x".repeat(25_000)))
        .contains("\".concat(\"x")
        .hasSizeLessThan(25_200);
  }
}
