package dev.zoetrope.stage;

import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Where a stage speaks.
 *
 * @param results what it finds out, for programs: standard output
 * @param messages what it tells its user, a line each: standard error, with the command's name
 * @param progress what passes by itself, such as that a stream is waited for
 */
public record StageConsole(
    PrintStream results, Consumer<String> messages, Consumer<String> progress) {}
