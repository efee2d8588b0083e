package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLHints.*;
import static org.lwjgl.sdl.SDLInit.*;
import static org.lwjgl.sdl.SDLLog.*;

import dev.zoetrope.ffmpeg.command.StageLog;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts and stops parts of SDL; its library is loaded at the first use. */
final class Sdl {
  /** Pictures and events. */
  static final int VIDEO = 0x20;

  /** Sound. */
  static final int AUDIO = 0x10;

  private Sdl() {}

  /**
   * Starts a part; each start wants its {@link #stop}.
   *
   * @param part {@link #VIDEO} or {@link #AUDIO}
   * @throws SdlException when there is no device for it, or SDL itself cannot be loaded
   */
  static void start(int part) throws SdlException {
    try {
      // What fails is said by exceptions; SDL's own log is for those who debug.
      SDL_SetLogPriorities(
          StageLog.details(Sdl.class).isTraceEnabled()
              ? SDL_LOG_PRIORITY_INFO
              : SDL_LOG_PRIORITY_CRITICAL);
      // Ctrl-C is the stop signal's, not SDL's.
      SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
      if (part == VIDEO && isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY")) {
        // Wayland's library would complain before SDL comes to X11.
        SDL_SetHintWithPriority(SDL_HINT_VIDEO_DRIVER, "x11,wayland", SDL_HINT_DEFAULT);
      }
      if (part == AUDIO && hasNoSoundCard()) {
        // ALSA would fill the terminal with its complaints; a sound server may be elsewhere.
        SDL_SetHintWithPriority(SDL_HINT_AUDIO_DRIVER, "pipewire,pulseaudio", SDL_HINT_DEFAULT);
      }
      SDL_SetAppMetadata("zoetrope", "0.1.0", "dev.zoetrope.display");
      SdlException.check(SDL_InitSubSystem(part), part == VIDEO ? "window" : "device");
    } catch (LinkageError e) {
      throw new SdlException("SDL cannot be loaded: " + e.getMessage(), e);
    }
  }

  /** Whether an environment variable says something. */
  static boolean isSet(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isBlank();
  }

  private static boolean hasNoSoundCard() {
    Path devices = Path.of("/dev/snd");
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return false;
    }
    try (DirectoryStream<Path> playback = Files.newDirectoryStream(devices, "pcm*p")) {
      return !playback.iterator().hasNext();
    } catch (IOException e) {
      return true;
    }
  }

  /** Stops a part. */
  static void stop(int part) {
    SDL_QuitSubSystem(part);
  }
}
