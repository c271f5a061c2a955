/** What an evaluation found, as text, as a page of tables and charts, and how far it is. */
package io.forebay.evaluation.report;
