/**
 * The capture process: sources (files, URLs, devices, test patterns), decoding and pacing. What a
 * source decodes goes to one {@link dev.zoetrope.capture.FrameSink} a stream.
 */
package dev.zoetrope.capture;
