package dev.zoetrope.launcher;

/** What a stage does in a pipeline. */
enum StageRole {
  /** Publishes frames. */
  CAPTURE("capture"),
  /** Reads every frame and writes one output. */
  ENCODER("encode"),
  /** Reads the newest frames and shows them. */
  DISPLAY("display");

  private final String subcommand;

  StageRole(String subcommand) {
    this.subcommand = subcommand;
  }

  /** The subcommand of {@code zoetrope} that runs such a stage. */
  String subcommand() {
    return subcommand;
  }
}
