package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLAudio.*;
import static org.lwjgl.sdl.SDLHints.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lwjgl.sdl.SDL_AudioSpec;
import org.lwjgl.system.MemoryStack;

/** SDL's disk audio driver, which writes what would be heard: 16 bits, 48 kHz, two channels. */
final class SoundFile {
  static final int RATE = 48000;
  static final int FRAME_BYTES = 4;

  private SoundFile() {}

  /**
   * Starts SDL's audio with that driver. The device keeps its format for whoever opens it later.
   *
   * @param file where sound goes
   * @param timeScale 1 real time, less is faster
   */
  static void start(Path file, String timeScale) throws SdlException {
    SDL_SetHint(SDL_HINT_AUDIO_DRIVER, "disk");
    SDL_SetHint(SDL_HINT_AUDIO_DISK_OUTPUT_FILE, file.toString());
    SDL_SetHint(SDL_HINT_AUDIO_DISK_TIMESCALE, timeScale);
    Sdl.start(Sdl.AUDIO);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      SDL_AudioSpec spec = SDL_AudioSpec.malloc(stack);
      spec.format(SDL_AUDIO_S16LE).channels(2).freq(RATE);
      int device = SDL_OpenAudioDevice(SDL_AUDIO_DEVICE_DEFAULT_PLAYBACK, spec);
      SdlException.check(device != 0, "audio");
    }
  }

  /** Stops SDL's audio, which closes the device and the file. */
  static void stop() {
    Sdl.stop(Sdl.AUDIO);
    SDL_ResetHint(SDL_HINT_AUDIO_DRIVER);
    SDL_ResetHint(SDL_HINT_AUDIO_DISK_OUTPUT_FILE);
    SDL_ResetHint(SDL_HINT_AUDIO_DISK_TIMESCALE);
  }

  /** Samples of the left channel. */
  static short[] left(Path file) throws IOException {
    ShortBuffer all =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    short[] left = new short[all.remaining() / 2];
    for (int i = 0; i < left.length; i++) {
      left[i] = all.get(2 * i);
    }
    return left;
  }
}
