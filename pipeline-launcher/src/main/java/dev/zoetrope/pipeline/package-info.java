/**
 * A pipeline as it is described, by a file or by a command line: which processes, which streams
 * between them. Nothing here starts anything.
 *
 * <p>{@link dev.zoetrope.pipeline.PipelineFile} reads a file, {@link
 * dev.zoetrope.pipeline.PipelineText} writes one, {@link dev.zoetrope.pipeline.PipelineCheck} finds
 * what cannot be meant, and {@link dev.zoetrope.pipeline.StreamPlan} says what the streams have to
 * hold.
 */
package dev.zoetrope.pipeline;
