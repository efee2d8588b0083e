package dev.zoetrope.launcher.cat;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What bytes a stream becomes: a form that FFmpeg has a name for. For one look of its frames. */
interface ByteForm {
  /**
   * The bytes before the first frame.
   *
   * @return direct, to be read once
   */
  ByteBuffer head();

  /**
   * The bytes of a frame, in the slot as far as they lie there as they are to be written.
   *
   * @param frame open until they are written
   * @return direct buffers, to be written one after the other
   * @throws IOException when the frame's planes do not cover it
   */
  List<ByteBuffer> pieces(FrameLease frame) throws IOException;

  /** Whether frames of another look can follow in the same bytes. */
  boolean allows(FrameHeader header);

  /** What the bytes are, in words for people, and in options for ffmpeg. */
  String describe();
}
