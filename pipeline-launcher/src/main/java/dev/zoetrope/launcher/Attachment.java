package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.NearNames;
import dev.zoetrope.pipeline.Launch;
import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stats.ReaderSnapshot;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A stage that joins a pipeline while it runs: it is checked that the streams are there now, and it
 * gets a name that no other reader has.
 */
final class Attachment {
  private static final String NAME = "--name";
  private static final String SOURCE = "--source";
  private static final String STREAM = "--stream";
  private static final String OUT = "--out";

  private final PipelineDirectory directory;
  private final StageRole role;
  private final List<StreamSnapshot> served;

  private Attachment(PipelineDirectory directory, StageRole role) throws IOException {
    this.directory = directory;
    this.role = role;
    this.served = RunningPipelines.served(directory);
  }

  /**
   * Prepares a stage.
   *
   * @param directory a pipeline that runs
   * @param role what the stage does
   * @param base what its name begins with when it is given none
   * @param known the options of its command
   * @param arguments of its command, without the pipeline; a name that nobody has is added unless
   *     there is one
   * @return the stage, ready to be started
   * @throws IOException when a stream is not there, or a name is taken
   * @throws IllegalArgumentException for an option without its value
   */
  static StageSpec of(
      PipelineDirectory directory,
      StageRole role,
      String base,
      KnownOptions known,
      List<String> arguments)
      throws IOException {
    boolean isConsumer = role == StageRole.ENCODER || role == StageRole.DISPLAY;
    List<String> taken =
        isConsumer ? List.of(NAME, SOURCE, STREAM) : List.of(NAME, STREAM, "-i", OUT, "-o");
    RawOptions given = RawOptions.take(arguments, known, taken);
    Attachment attachment = new Attachment(directory, role);
    List<String> reads = new ArrayList<>(given.values(STREAM));
    reads.addAll(given.values("-i"));
    List<String> writes = new ArrayList<>(given.values(OUT));
    writes.addAll(isConsumer ? List.of() : given.values("-o"));
    if (isConsumer && reads.isEmpty()) {
      reads.addAll(attachment.all(given.value(SOURCE)));
    }
    return attachment.spec(given.value(NAME), base, reads, writes, given.rest());
  }

  private StageSpec spec(
      String wantedName, String base, List<String> reads, List<String> writes, List<String> rest)
      throws IOException {
    List<String> streams = reads.stream().map(read -> read.replaceFirst(":.*", "")).toList();
    for (String stream : streams) {
      checkIsThere(stream);
    }
    for (String stream : writes) {
      checkIsFree(stream);
    }
    String name = name(wantedName, base, writes);
    List<String> arguments = new ArrayList<>();
    Launch launch = Launch.PLAIN;
    if (role == StageRole.COMMAND) {
      launch =
          launch.withDefaults(
              CommandEnvironment.of(name, streams, policy(reads), writes, List.of(), 0));
    } else {
      arguments.addAll(List.of("--pipeline", directory.name()));
      arguments.addAll(List.of("--runtime-dir", directory.path().getParent().toString()));
      arguments.addAll(List.of(NAME, name));
      reads.forEach(read -> arguments.addAll(List.of(STREAM, read)));
      writes.forEach(write -> arguments.addAll(List.of(OUT, write)));
    }
    arguments.addAll(rest);
    return new StageSpec(name, name, role, arguments, launch, streams, false, writes);
  }

  /** That of the first stream that has one: a program has one policy for all. */
  private static String policy(List<String> reads) {
    return reads.stream()
        .filter(read -> read.contains(":"))
        .map(read -> read.substring(read.indexOf(':') + 1))
        .findFirst()
        .orElse(null);
  }

  private void checkIsThere(String stream) throws IOException {
    List<String> names = served.stream().map(StreamSnapshot::stream).toList();
    if (!names.contains(stream)) {
      String near = NearNames.suggestion(stream, names);
      throw new IOException(
          "stream '"
              + stream
              + "': pipeline '"
              + directory.name()
              + "' has none of that name"
              + (near.isEmpty() ? "; there are: " + String.join(", ", names) : near));
    }
  }

  private void checkIsFree(String stream) throws IOException {
    if (served.stream().anyMatch(other -> other.stream().equals(stream))) {
      throw new IOException(
          "stream '"
              + stream
              + "': somebody in pipeline '"
              + directory.name()
              + "' writes it already; choose another name");
    }
  }

  /** The name that was asked for, or one that nobody has. */
  private String name(String wanted, String base, List<String> writes) throws IOException {
    Set<String> names = new TreeSet<>(RunningPipelines.sources(directory));
    served.forEach(stream -> stream.readers().forEach(reader -> names.add(reader.name())));
    names.addAll(writes);
    if (wanted != null) {
      if (names.contains(wanted)) {
        throw new IOException(
            "name '"
                + wanted
                + "': somebody in pipeline '"
                + directory.name()
                + "' has it already; choose another");
      }
      return wanted;
    }
    String name = base;
    for (int i = 2; names.contains(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  /** The streams of a source; without one, those that no stage has made of others. */
  private List<String> all(String source) throws IOException {
    if (source != null) {
      return StreamList.read(directory, source)
          .orElseThrow(
              () ->
                  new IOException(
                      "source '"
                          + source
                          + "': pipeline '"
                          + directory.name()
                          + "' has none of that name"));
    }
    Set<String> readers = new TreeSet<>();
    for (StreamSnapshot stream : served) {
      stream.readers().stream().map(ReaderSnapshot::name).forEach(readers::add);
    }
    Set<String> streams = new LinkedHashSet<>();
    for (String announced : RunningPipelines.sources(directory)) {
      if (!readers.contains(announced)) {
        streams.addAll(StreamList.read(directory, announced).orElse(List.of()));
      }
    }
    List<String> names = served.stream().map(StreamSnapshot::stream).toList();
    streams.retainAll(names);
    return streams.isEmpty() ? names : List.copyOf(streams);
  }
}
