/**
 * What an anomaly means and how a person is told: kinds, sentences, the watch over one function.
 */
package io.forebay.shaping.alert;
