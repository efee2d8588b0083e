/** What the command lines of all stages share: options, error messages, version, log. */
package dev.zoetrope.ffmpeg.command;
