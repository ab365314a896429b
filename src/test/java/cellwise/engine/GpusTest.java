package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GpusTest {
  @TempDir private Path folder;

  @Test
  void readsWhatTheDriverShowsOfItself() throws IOException {
    write(
        "version",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\nGCC version:  gcc version 11.4.0\n");
    write("gpus/0000:00:1e.0/information", "Model: \t\t NVIDIA A100-SXM4-40GB\nIRQ:   \t\t 0\n");
    write("gpus/0000:00:1f.0/information", "Model: \t\t Tesla T4\n");
    assertThat(Gpus.of(folder))
        .isEqualTo(new Gpus("535.104.05", List.of("NVIDIA A100-SXM4-40GB", "Tesla T4")));
    write(
        "version",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build\n");
    assertThat(Gpus.of(folder).driver()).isEqualTo("570.86.15");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void asksTheDriversProgram() throws IOException {
    write("smi", "#!/bin/sh\necho '550.54.15, NVIDIA H100 80GB HBM3, 9.0, 81559 MiB'\n");
    folder.resolve("smi").toFile().setExecutable(true);
    assertThat(Gpus.of(folder.resolve("smi").toString()))
        .isEqualTo(
            new Gpus(
                "550.54.15", List.of("NVIDIA H100 80GB HBM3, compute capability 9.0, 81559 MiB")));
    write(
        "smi", "#!/bin/sh\necho 'NVIDIA-SMI has failed because it could not communicate'; exit 9");
    assertThat(Gpus.of(folder.resolve("smi").toString()).isThere()).isFalse();
  }

  @Test
  void saysWhyAnEngineSeesNone() {
    Gpus none = Gpus.of(folder);
    assertThat(none).isEqualTo(Gpus.of(folder.resolve("no program").toString()));
    assertThat(none.isThere()).isFalse();
    boolean isForCpu = !StartedEngine.get().hasCapability("CUDA");
    assertThat(none.absence(StartedEngine.get()))
        .isEqualTo(
            "there is no NVIDIA driver here"
                + (isForCpu ? ", and this build of it is for the CPU alone" : ""));
    assertThat(new Gpus("535.1", List.of("Tesla T4")).absence(StartedEngine.get()))
        .startsWith(isForCpu ? "this build of it is for the CPU alone" : "its CUDA gets none of");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
