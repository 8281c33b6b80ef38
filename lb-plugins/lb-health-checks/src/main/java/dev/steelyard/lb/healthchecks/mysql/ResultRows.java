package dev.steelyard.lb.healthchecks.mysql;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer to one query as it comes: its columns, and the first of its rows. */
final class ResultRows {
    private static final int OK = 0;
    private static final int ASKS_FOR_A_FILE = 0xfb;
    private static final int NAMES_BEFORE_THE_COLUMN = 4; // catalog, schema, table, and the table's name without alias

    private final List<String> columns = new ArrayList<>();
    private int columnsToCome = -1; // until the first packet tells
    private boolean inRows;
    private List<String> first; // null if there is no row

    /**
     * Takes a packet that is no error.
     *
     * @return whether it was the last one
     */
    boolean take(Packet packet) throws ProtocolException {
        if (columnsToCome < 0) {
            return begin(packet);
        }
        if (columns.size() < columnsToCome) {
            columns.add(columnName(packet));
            return false;
        }
        if (packet.isEnd()) {
            boolean last = inRows;
            inRows = true;
            return last;
        }
        Packet.require(inRows);
        if (first == null) {
            first = row(packet);
        }
        return false;
    }

    private boolean begin(Packet packet) throws ProtocolException {
        if (packet.kind() == ASKS_FOR_A_FILE) {
            throw new ProtocolException("the server asks for a file of ours");
        }
        if (packet.kind() == OK) {
            return true;
        }
        columnsToCome = packet.takeLength();
        return false;
    }

    private static String columnName(Packet packet) throws ProtocolException {
        for (int i = 0; i < NAMES_BEFORE_THE_COLUMN; i++) {
            packet.takeValue();
        }
        return packet.takeValue();
    }

    private List<String> row(Packet packet) throws ProtocolException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columnsToCome; i++) {
            values.add(packet.takeValue());
        }
        return values;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** The first column of the first row; {@code null} if there is none, or it is null. */
    String firstValue() {
        return first == null ? null : first.get(0);
    }

    /** A column of the first row by one of its names; empty if there is none, or it is null. */
    Optional<String> value(List<String> names) {
        for (String name : names) {
            int at = columns.indexOf(name);
            if (at >= 0 && first != null) {
                return Optional.ofNullable(first.get(at));
            }
        }
        return Optional.empty();
    }
}
