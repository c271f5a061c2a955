package io.forebay.gateway.control;

import io.forebay.gateway.state.StateFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The highest election id ever seen and whose it is, on the disk before anyone is told. One thread
 * at a time.
 */
public final class ElectionRegister {
    /*
     * Not on the engine's thread: a disk may take longer for this than a device may stand still. So
     * a candidate is written here first and takes over on the engine's thread afterwards.
     */
    private static final String ELECTION = "election_id ";
    private static final String CONTROLLER = "controller ";

    private final StateFile file;
    private Candidate highest;

    /** Reads what earlier lives of the gateway saw. */
    public ElectionRegister(StateFile file) throws IOException {
        this.file = file;
        Optional<List<String>> lines = file.read();
        highest = lines.isEmpty() ? null : parse(lines.get());
    }

    private Candidate parse(List<String> lines) throws IOException {
        boolean hasForm =
                lines.size() == 2
                        && lines.get(0).startsWith(ELECTION)
                        && lines.get(1).startsWith(CONTROLLER);
        if (!hasForm) {
            throw file.damaged("it does not hold an election id and a controller");
        }
        try {
            String[] halves = lines.get(0).substring(ELECTION.length()).split(":", -1);
            var id =
                    new ElectionId(
                            Long.parseUnsignedLong(halves[0]), Long.parseUnsignedLong(halves[1]));
            return new Candidate(lines.get(1).substring(CONTROLLER.length()), id);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw file.damaged(e.getMessage());
        }
    }

    /** Who holds the highest election id; empty when nobody ever asked. */
    public Optional<Candidate> highest() {
        return Optional.ofNullable(highest);
    }

    /**
     * Takes note of a candidate. On return it is on the disk, if it is the highest.
     *
     * @return false when its election id is another controller's
     * @throws IOException when it could not be written; nothing has changed then
     */
    boolean enter(Candidate candidate) throws IOException {
        int order = highest == null ? 1 : candidate.electionId().compareTo(highest.electionId());
        if (order == 0) {
            return candidate.controllerId().equals(highest.controllerId());
        }
        if (order > 0 && !candidate.isListener()) {
            file.write(
                    List.of(
                            ELECTION + candidate.electionId(),
                            CONTROLLER + candidate.controllerId()));
            highest = candidate;
        }
        return true;
    }
}
