/**
 * The display process: reads the newest picture and every sound, and shows both at the right time.
 *
 * <p>A lease lasts only while its planes are copied into a texture ({@link
 * dev.zoetrope.display.Surface#upload}), so that a display never keeps slots from their writer.
 * What waits for its time waits in textures.
 */
package dev.zoetrope.display;
