/**
 * The {@code zoetrope} command line: starts the stages of a pipeline as processes of their own,
 * watches them from outside, and ends them in order.
 *
 * <p>{@link dev.zoetrope.launcher.RunCommand} reads what is asked, {@link
 * dev.zoetrope.launcher.RunPlan} says which stages that takes, and {@link
 * dev.zoetrope.launcher.Supervisor} runs them.
 */
package dev.zoetrope.launcher;
