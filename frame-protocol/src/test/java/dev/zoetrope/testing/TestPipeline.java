package dev.zoetrope.testing;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A pipeline in a runtime directory of its own, where real pipelines would be. */
public final class TestPipeline implements AutoCloseable {
  /** Long enough never to be reached where a test expects no eviction. */
  public static final long PATIENT_NS = 60_000_000_000L;

  /** Short, for tests that wait for an eviction. */
  public static final long IMPATIENT_NS = 300_000_000L;

  /** Longest wait for something that must happen. */
  public static final long SOON_NS = 60_000_000_000L;

  private final Path runtime;
  private final PipelineDirectory directory;

  /** Makes the runtime directory; the pipeline's own directory is for writers to make. */
  public TestPipeline() {
    try {
      Path base = PipelineDirectory.runtimeDirectory().getParent();
      runtime = Files.createTempDirectory(base, "zt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    directory = PipelineDirectory.of(runtime, "p");
  }

  /** Names the pipeline. */
  public PipelineDirectory directory() {
    return directory;
  }

  /** The runtime directory. */
  public Path runtime() {
    return runtime;
  }

  /** A small video stream. */
  public static EpochSpec spec(int slots) {
    return spec(slots, Frames.LENGTH);
  }

  /** A video stream. */
  public static EpochSpec spec(int slots, long payloadCapacity) {
    return new EpochSpec(StreamKind.VIDEO, slots, payloadCapacity, -1, 30, 1, false);
  }

  /** A writer of stream {@code s} that waits, and never evicts. */
  public StreamWriter writer(int slots) throws IOException {
    return StreamWriter.open(directory, "s", spec(slots), PressurePolicy.WAIT, PATIENT_NS);
  }

  /** A writer of stream {@code s}. */
  public StreamWriter writer(int slots, PressurePolicy pressure, long stallTimeoutNs)
      throws IOException {
    return StreamWriter.open(directory, "s", spec(slots), pressure, stallTimeoutNs);
  }

  /** A reader of stream {@code s}, named after its policy. */
  public StreamReader reader(ReaderPolicy policy) throws IOException {
    return reader(policy.token(), policy);
  }

  /** A reader of stream {@code s}. */
  public StreamReader reader(String name, ReaderPolicy policy) throws IOException {
    return StreamReader.connect(directory, "s", ReaderOptions.of(name, policy));
  }

  /** Names of the files in the pipeline's directory, empty when there is none. */
  public List<String> files() throws IOException {
    if (!Files.exists(directory.path())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory.path())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(directory.path())) {
      for (String file : files()) {
        Files.delete(directory.resolve(file));
      }
      Files.delete(directory.path());
    }
    Files.deleteIfExists(runtime);
  }
}
