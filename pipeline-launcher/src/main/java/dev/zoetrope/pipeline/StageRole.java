package dev.zoetrope.pipeline;

/** What a stage does in a pipeline. */
public enum StageRole {
  /** Publishes frames of files, URLs, devices and patterns. */
  CAPTURE("capture"),
  /** Reads streams and writes others, through a graph of libavfilter. */
  FILTER("filter"),
  /** A Java class that somebody wrote. */
  CLASS("stage"),
  /** Any program that speaks the protocol. */
  COMMAND("command"),
  /** Reads every frame and writes one output. */
  ENCODER("encode"),
  /** Reads the newest frames and shows them. */
  DISPLAY("display");

  private final String subcommand;

  StageRole(String subcommand) {
    this.subcommand = subcommand;
  }

  /** The subcommand of {@code zoetrope} that runs such a stage. */
  public String subcommand() {
    return subcommand;
  }

  /** The word for such a stage in messages, which is that of its section in a file. */
  public String word() {
    return switch (this) {
      case CAPTURE, ENCODER, DISPLAY -> subcommand;
      default -> "stage";
    };
  }
}
