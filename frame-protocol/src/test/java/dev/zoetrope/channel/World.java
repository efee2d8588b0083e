package dev.zoetrope.channel;

import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All writers and readers that there were, and whom they had to do with. */
final class World {
  private final PipelineDirectory directory;
  private final List<Line> lines = new ArrayList<>();
  private final Map<SimulatedProcess, Line> lineOfWriter = new HashMap<>();
  private final Map<String, Line> lineOfReader = new HashMap<>();
  private final Map<String, ReaderAgent> readers = new HashMap<>();

  World(PipelineDirectory directory) {
    this.directory = directory;
  }

  void add(WriterAgent writer) {
    Line line = new Line(writer);
    lines.add(line);
    lineOfWriter.put(writer.process(), line);
  }

  void add(ReaderAgent reader) {
    readers.put(reader.process().name(), reader);
  }

  List<Line> lines() {
    return lines;
  }

  /** What a writer's process writes. */
  Line lineOf(SimulatedProcess writer) {
    return lineOfWriter.get(writer);
  }

  /** What a reader has joined; null before. */
  Line lineOf(String reader) {
    return lineOfReader.get(reader);
  }

  /** Null for nobody's name. */
  ReaderAgent reader(String name) {
    return readers.get(name);
  }

  /** A reader was granted a cell; not for the first time, if the writer before ended meanwhile. */
  void join(ReaderAgent reader, Line line) {
    Line former = lineOfReader.put(reader.process().name(), line);
    if (former != null) {
      former.readers().remove(reader);
    }
    Violation.unless(reader.reader() == null, reader.process().name() + " joined twice");
    line.readers().add(reader);
  }

  /**
   * Looks for an epoch that a writer has made since the last look.
   *
   * @return what is to be seen of it, null when there is none
   */
  Sight discover(Line line) {
    Sight newest = line.newest();
    long newestKnown = newest == null ? 0 : newest.number();
    long found = 0;
    try (Stream<Path> files = Files.list(directory.path())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".control")) {
          found = Math.max(found, StreamNames.epochOf("s", name));
        }
      }
      if (found <= newestKnown) {
        return null;
      }
      Sight sight = new Sight(Epoch.openForObserver(directory, "s", found));
      line.add(sight);
      line.forgetUnused();
      return sight;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets writers that are gone, and whose readers are. */
  void forgetGone() {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).isGone()) {
        lines.remove(i).close();
      }
    }
  }

  void close() {
    lines.forEach(Line::close);
  }
}
