package dev.zoetrope.testing;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.region.PipelineDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A writer or reader in a process of its own, for tests to order about, and to kill. */
public final class ChildMain {
  private final PipelineDirectory directory;
  private final List<FrameLease> held = new ArrayList<>();
  private StreamWriter writer;
  private StreamReader reader;
  private long published;

  private ChildMain(PipelineDirectory directory) {
    this.directory = directory;
  }

  /** Obeys standard input until its end; the argument is the runtime directory. */
  @SuppressWarnings("SystemOut") // The protocol with the test.
  public static void main(String[] arguments) throws IOException {
    ChildMain child = new ChildMain(PipelineDirectory.of(Path.of(arguments[0]), "p"));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(child.obey(line.split(" ", -1)));
    }
    System.exit(0);
  }

  private String obey(String[] words) throws IOException {
    return switch (words[0]) {
      case "writer" -> openWriter(Integer.parseInt(words[1]));
      case "publish" -> publish(Long.parseLong(words[1]), Frames.LENGTH);
      case "grow" -> publish(Long.parseLong(words[1]), 2 * Frames.LENGTH);
      case "half" -> fillHalf();
      case "end" -> end();
      case "reader" -> join(words[1], ReaderPolicy.of(words[2]));
      case "take" -> "took " + Readers.take(reader);
      case "hold" -> hold();
      case "check" -> "held " + held.stream().map(Frames::check).toList();
      case "state" -> reader.state().toString();
      case "drain" -> drain();
      case "maps" -> maps();
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private String openWriter(int slots) throws IOException {
    writer =
        StreamWriter.open(
            directory, "s", TestPipeline.spec(slots), PressurePolicy.WAIT, TestPipeline.PATIENT_NS);
    return "epoch " + writer.epoch();
  }

  private String publish(long count, long room) throws IOException {
    for (long i = 0; i < count; i++) {
      Frames.publish(writer, ++published, room);
    }
    return "published " + published;
  }

  private String fillHalf() throws IOException {
    FrameClaim claim = writer.claim(Frames.LENGTH);
    for (int row = 0; row < Frames.ROWS / 2; row++) {
      Frames.fillRow(claim, -1, row);
    }
    return "half";
  }

  private String end() throws IOException {
    writer.close();
    return "ended";
  }

  private String join(String name, ReaderPolicy policy) throws IOException {
    reader = StreamReader.connect(directory, "s", ReaderOptions.of(name, policy));
    return "joined";
  }

  private String hold() throws IOException {
    FrameLease lease = reader.await(TestPipeline.SOON_NS);
    held.add(lease);
    return "holding " + Frames.check(lease);
  }

  private String drain() throws IOException {
    List<Long> numbers = Readers.drain(reader);
    boolean isGapless = true;
    for (int i = 1; i < numbers.size(); i++) {
      isGapless &= numbers.get(i) == numbers.get(i - 1) + 1;
    }
    return reader.state() + " " + numbers.size() + (isGapless ? " gapless" : " gaps");
  }

  /** Permissions of every mapping of the stream's files, from the kernel. */
  private static String maps() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains("/p/s."))
        .map(line -> line.substring(line.lastIndexOf('.') + 1) + "=" + line.split(" ", -1)[1])
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
