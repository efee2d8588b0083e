/**
 * A slot seen as an {@code AVFrame} or a JavaCV {@code Frame} without a copy, and what FFmpeg needs
 * around it: layouts, filter graphs, options, errors, logging, interrupts.
 */
package dev.zoetrope.ffmpeg;
