package dev.zoetrope.capture;

import dev.zoetrope.region.PipelineDirectory;
import java.util.List;
import java.util.Map;

/** What captures in tests have in common: three slots for video, 16 for audio, patience. */
final class TestSettings {
  private static final long PATIENT_NS = 10_000_000_000L;
  private static final long NETWORK_TIMEOUT_NS = 1_000_000_000L;

  private TestSettings() {}

  /**
   * Video, and sound if wanted.
   *
   * @param readers who is waited for
   */
  static CaptureSettings of(
      PipelineDirectory pipeline,
      List<String> inputs,
      InputOptions options,
      boolean sound,
      List<String> readers) {
    return new CaptureSettings(
        pipeline,
        "capture",
        inputs,
        options,
        true,
        sound,
        List.of(),
        false,
        3,
        16,
        PATIENT_NS,
        Map.of(),
        CaptureArguments.awaited(readers),
        PATIENT_NS);
  }

  /** Video of a file. */
  static CaptureSettings of(
      PipelineDirectory pipeline, String input, int threads, Direct direct, List<String> readers) {
    InputOptions options =
        new InputOptions(
            null, MediaTime.NONE, MediaTime.NONE, 0, threads, direct, NETWORK_TIMEOUT_NS, Map.of());
    return of(pipeline, List.of(input), options, false, readers);
  }
}
