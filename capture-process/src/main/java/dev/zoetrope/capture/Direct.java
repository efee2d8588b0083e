package dev.zoetrope.capture;

/** Whether a decoder writes its pictures into slots itself. */
enum Direct {
  /** Where it can, and where that is faster. */
  AUTO,
  /** Where it cannot, that is an error. */
  ON,
  /** Never: pictures are copied into slots. */
  OFF
}
