package dev.zoetrope.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Writes H.264 whose fields are pictures of their own (PAFF), which no encoder of FFmpeg's default
 * build makes: two pictures with a packet each decode into one frame. Macroblocks are either bare
 * samples or skipped, that is, those of the field of the same parity before.
 */
final class FieldPictures {
  private static final int WIDTH_MBS = 4;
  private static final int FIELD_HEIGHT_MBS = 3;
  private static final int MBS = WIDTH_MBS * FIELD_HEIGHT_MBS;
  private static final int SAMPLES = 384;
  private static final int FRAME_NUM_BITS = 4;
  private static final int POC_BITS = 6;
  private static final int BYTE = 8;

  private static final int I_SLICE = 7;
  private static final int P_SLICE = 5;
  private static final int PCM_IN_I = 25;
  private static final int PCM_IN_P = 30;

  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
  private final Random random = new Random(1);
  private ByteArrayOutputStream payload = new ByteArrayOutputStream();
  private int pending;
  private int pendingBits;

  private FieldPictures() {}

  /**
   * Writes such a clip, 64x96.
   *
   * @param frames 1 to 16
   */
  static Path write(Path file, int frames) throws IOException {
    FieldPictures pictures = new FieldPictures();
    pictures.sequence();
    pictures.picture();
    for (int frame = 0; frame < frames; frame++) {
      pictures.field(frame, 0);
      pictures.field(frame, 1);
    }
    return Files.write(file, pictures.stream.toByteArray());
  }

  /** The sequence parameter set. */
  private void sequence() {
    bits(77, BYTE); // Main profile.
    bits(0, BYTE);
    bits(30, BYTE); // Level 3.
    unsigned(0);
    unsigned(FRAME_NUM_BITS - 4);
    unsigned(0); // Order of output is said by each slice.
    unsigned(POC_BITS - 4);
    unsigned(2); // Reference frames.
    bits(0, 1);
    unsigned(WIDTH_MBS - 1);
    unsigned(FIELD_HEIGHT_MBS - 1);
    bits(0, 1); // Not only frames,
    bits(0, 1); // but no macroblocks of both kinds in one picture.
    bits(1, 1);
    bits(0, 1); // No crop.
    bits(0, 1); // No VUI.
    unit(0x67);
  }

  /** The picture parameter set. */
  private void picture() {
    unsigned(0);
    unsigned(0);
    bits(0, 1); // CAVLC.
    bits(0, 1);
    unsigned(0);
    unsigned(0); // One reference.
    unsigned(0);
    bits(0, 1);
    bits(0, 2);
    unsigned(0);
    unsigned(0);
    unsigned(0);
    bits(1, 1); // Each slice says whether it is deblocked.
    bits(0, 1);
    bits(0, 1);
    unit(0x68);
  }

  /** A slice that is a field. */
  private void field(int frame, int parity) {
    boolean isFirst = frame == 0 && parity == 0;
    boolean isIntra = frame == 0;
    unsigned(0);
    unsigned(isIntra ? I_SLICE : P_SLICE);
    unsigned(0);
    bits(frame, FRAME_NUM_BITS);
    bits(1, 1); // A field,
    bits(parity, 1); // the upper or the lower one.
    if (isFirst) {
      unsigned(0);
    }
    bits(2 * frame + parity, POC_BITS);
    if (!isIntra) {
      bits(0, 1);
      bits(0, 1);
    }
    bits(0, isFirst ? 2 : 1); // References as usual.
    unsigned(0);
    unsigned(1); // Not deblocked.
    int skipped = 0;
    for (int block = 0; block < MBS; block++) {
      if (!isIntra && block % 3 != (frame + parity) % 3) {
        skipped++;
      } else {
        if (!isIntra) {
          unsigned(skipped);
          skipped = 0;
        }
        unsigned(isIntra ? PCM_IN_I : PCM_IN_P);
        samples();
      }
    }
    if (skipped > 0) {
      unsigned(skipped);
    }
    unit(isFirst ? 0x65 : 0x41);
  }

  private void samples() {
    bits(0, (BYTE - pendingBits) % BYTE);
    int base = 1 + random.nextInt(200);
    for (int i = 0; i < SAMPLES; i++) {
      bits(base + random.nextInt(50), BYTE);
    }
  }

  private void bits(int value, int count) {
    for (int bit = count - 1; bit >= 0; bit--) {
      pending = (pending << 1) | ((value >> bit) & 1);
      if (++pendingBits == BYTE) {
        payload.write(pending);
        pending = 0;
        pendingBits = 0;
      }
    }
  }

  /** Exp-Golomb. A signed 0 is the same. */
  private void unsigned(int value) {
    int length = Integer.SIZE - Integer.numberOfLeadingZeros(value + 1);
    bits(0, length - 1);
    bits(value + 1, length);
  }

  /** Ends a NAL unit. */
  private void unit(int header) {
    bits(1, 1);
    bits(0, (BYTE - pendingBits) % BYTE);
    stream.writeBytes(new byte[] {0, 0, 0, 1, (byte) header});
    int zeros = 0;
    for (byte next : payload.toByteArray()) {
      if (zeros == 2 && (next & 0xFF) <= 3) {
        stream.write(3);
        zeros = 0;
      }
      stream.write(next);
      zeros = next == 0 ? zeros + 1 : 0;
    }
    payload = new ByteArrayOutputStream();
  }
}
