package dev.zoetrope.ffmpeg;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A native address as JavaCPP wants it; owns nothing. */
final class Address extends BytePointer {
  /** An address, or a number that travels as an opaque argument. */
  Address(long value) {
    super((Pointer) null);
    address = value;
  }
}
