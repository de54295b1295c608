package dev.perennial.revenue.domain;

import java.util.List;

/**
 * What one document posts: debits and credits of one currency that add up to nothing. Postings of nothing are left out.
 */
public record Entry(Document document, List<Posting> postings) {

    public Entry {
        postings = postings.stream().filter(posting -> posting.amount() != 0).toList();
        long sum = 0;
        for (var posting : postings) {
            sum = Math.addExact(sum, posting.amount());
        }
        if (sum != 0) {
            throw new IllegalArgumentException("Debits and credits of " + document + " differ by " + sum);
        }
    }

    public static Entry of(Document document, Posting... postings) {
        return new Entry(document, List.of(postings));
    }

    /** A plain one: from one account to another. */
    public static Entry of(Document document, LedgerAccount debit, LedgerAccount credit, long amount) {
        return of(document, Posting.debit(debit, amount), Posting.credit(credit, amount));
    }
}
