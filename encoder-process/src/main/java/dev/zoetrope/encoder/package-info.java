/**
 * The encoder process: every frame of its streams goes, where it lies, to a codec and a muxer.
 *
 * <p>{@link dev.zoetrope.encoder.EncodeCommand} parses, {@link dev.zoetrope.encoder.OutputPlan}
 * chooses muxer and codecs before anything runs, a {@link dev.zoetrope.encoder.StreamEncoder}
 * drains each stream on a thread of its own, {@link dev.zoetrope.encoder.Output} muxes.
 */
package dev.zoetrope.encoder;
