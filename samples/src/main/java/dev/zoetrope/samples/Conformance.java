package dev.zoetrope.samples;

import dev.zoetrope.region.PipelineDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The program that {@code zoetrope conformance} tests: it does what docs/CONFORMANCE.md asks for,
 * by means of the Java library.
 *
 * <pre>
 * ./zoetrope conformance -- java --add-opens java.base/jdk.internal.misc=ALL-UNNAMED -cp ... dev.zoetrope.samples.Conformance
 * </pre>
 */
public final class Conformance {
  private Conformance() {}

  /**
   * Reads or writes, as the environment tells, and obeys standard input.
   *
   * @param args none
   * @throws IOException when the stream cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Map<String, String> environment = System.getenv();
    PipelineDirectory pipeline =
        PipelineDirectory.of(
            PipelineDirectory.runtimeDirectory(), environment.get("ZOETROPE_PIPELINE"));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    if (environment.get("ZOETROPE_ROLE").equals("writer")) {
      ConformanceWriter.run(pipeline, environment, commands, System.out);
    } else {
      ConformanceReader.run(pipeline, environment, commands, System.out);
    }
  }
}
