package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;

/** Options as FFmpeg takes them: what a function used is gone from the dictionary after it. */
public final class Dictionaries {
  private Dictionaries() {}

  /**
   * Makes a dictionary.
   *
   * @param options keys and values
   * @return to be freed with {@code av_dict_free}
   */
  public static AVDictionary of(Map<String, String> options) {
    AVDictionary dictionary = new AVDictionary(null);
    options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
    return dictionary;
  }

  /**
   * Keys still in a dictionary: options that nothing used.
   *
   * @param dictionary may be empty
   * @return the keys in order
   */
  public static List<String> leftovers(AVDictionary dictionary) {
    List<String> keys = new ArrayList<>();
    if (dictionary.isNull()) {
      return keys;
    }
    AVDictionaryEntry entry = av_dict_iterate(dictionary, null);
    while (entry != null && !entry.isNull()) {
      keys.add(entry.key().getString());
      entry = av_dict_iterate(dictionary, entry);
    }
    return keys;
  }
}
