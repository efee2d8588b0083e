/**
 * {@code zoetrope cat}: a stream as plain bytes on standard output, for programs that read a pipe.
 */
package dev.zoetrope.launcher.cat;
