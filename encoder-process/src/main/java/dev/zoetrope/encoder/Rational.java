package dev.zoetrope.encoder;

import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * A fraction, such as a time base or a frame rate.
 *
 * @param num numerator; 0 means unknown
 * @param den denominator
 */
record Rational(int num, int den) {
  static final Rational UNKNOWN = new Rational(0, 1);

  static Rational of(AVRational value) {
    return new Rational(value.num(), value.den());
  }

  boolean isOf(AVRational value) {
    return num == value.num() && den == value.den();
  }

  boolean isKnown() {
    return num > 0 && den > 0;
  }

  Rational inverse() {
    return new Rational(den, num);
  }

  double value() {
    return (double) num / den;
  }

  /** A new one in native memory, freed by the garbage collector. */
  AVRational toNative() {
    return new AVRational().num(num).den(den);
  }

  @Override
  public String toString() {
    return num + "/" + den;
  }
}
