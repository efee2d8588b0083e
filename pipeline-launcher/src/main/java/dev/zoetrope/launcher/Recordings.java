package dev.zoetrope.launcher;

import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The recordings in the background that belong to a runtime directory. Each has a note in a
 * directory beside those of the pipelines: it outlives its pipeline until the output is complete.
 */
final class Recordings {
  private static final String DIRECTORY = "recordings";

  private final PipelineDirectory directory;

  /** Those of a runtime directory, which need not exist. */
  Recordings(Path runtime) {
    this.directory = PipelineDirectory.of(runtime, DIRECTORY);
  }

  /** Where the note of a new recording goes. */
  Path note(String pipeline, String name) throws IOException {
    return directory.create().resolve(Recording.noteName(pipeline, name));
  }

  /**
   * All recordings, those whose process is gone among them.
   *
   * @param pipeline name; null for all
   */
  List<Recording> all(String pipeline) throws IOException {
    if (!Files.isDirectory(directory.path())) {
      return List.of();
    }
    directory.check();
    try (Stream<Path> files = Files.list(directory.path())) {
      return files
          .filter(Recording::isNote)
          .map(Recording::read)
          .flatMap(Optional::stream)
          .sorted(Comparator.comparing(Recording::pipeline).thenComparing(Recording::name))
          .filter(recording -> pipeline == null || recording.pipeline().equals(pipeline))
          .toList();
    }
  }

  /**
   * Removes what a recording has left whose process is gone before its output was complete.
   *
   * @return what is to be said of it, its last words among them
   */
  String bury(Recording recording) throws IOException {
    String obituary = recording.obituary();
    remove(recording.note());
    return obituary;
  }

  /** Removes what a recording has left. */
  void remove(Path note) throws IOException {
    Files.deleteIfExists(Recording.log(note));
    Files.deleteIfExists(note);
    directory.deleteIfEmpty();
  }
}
