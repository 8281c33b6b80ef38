package dev.steelyard.lb.core.resilience;

import dev.steelyard.lb.core.resilience.PlaceQueue.WaitingTicket;

/** Tickets in the order in which they came; any of them leaves at no cost. One thread at a time. */
final class TicketList {
    private final Link ends = new Link();

    TicketList() {
        ends.older = ends;
        ends.newer = ends;
    }

    /** A place in the list. */
    static class Link {
        private Link older;
        private Link newer;

        boolean isLinked() {
            return older != null;
        }

        void unlink() {
            older.newer = newer;
            newer.older = older;
            older = null;
            newer = null;
        }
    }

    void add(WaitingTicket ticket) {
        Link added = ticket;
        added.older = ends.older;
        added.newer = ends;
        ends.older.newer = added;
        ends.older = added;
    }

    /** The oldest, or {@code null}. */
    WaitingTicket oldest() {
        return first(false);
    }

    /** The oldest or the newest, or {@code null}. */
    WaitingTicket first(boolean newest) {
        return ticket(newest ? ends.older : ends.newer);
    }

    /** The one that comes after another in that order, or {@code null}. */
    WaitingTicket after(Link link, boolean newestFirst) {
        return ticket(newestFirst ? link.older : link.newer);
    }

    private WaitingTicket ticket(Link link) {
        return link == ends ? null : (WaitingTicket) link;
    }
}
