package io.forebay.traces.block;

/** How one text format writes a request into a line. */
interface LineFormat {
    /** What a line turned out to be. */
    enum Outcome {
        /** The request holds it, unless the fields have failed. */
        REQUEST,
        /** A line that belongs to the format and is no request. */
        SKIP
    }

    /** New fields as this format separates them. */
    LineFields newFields();

    /** Reads one line, which is not blank. What is wrong with it is said by {@code fields.fail}. */
    Outcome parse(LineFields fields, VolumeTable volumes, BlockRequest request);
}
