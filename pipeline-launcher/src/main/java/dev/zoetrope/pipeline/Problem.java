package dev.zoetrope.pipeline;

/**
 * Something that cannot work.
 *
 * @param place where it stands
 * @param text what is wrong with which value, and what helps
 * @param isUsage whether no change outside of the description could make it work
 */
public record Problem(Place place, String text, boolean isUsage) {
  /** One line for the user. */
  public String line() {
    return place.prefix() + text;
  }
}
