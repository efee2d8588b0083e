/**
 * The filter process: any graph of libavfilter between streams. It is a {@link
 * dev.zoetrope.stage.Stage} like anybody's, and nothing here knows more than such a one may.
 */
package dev.zoetrope.filter;
