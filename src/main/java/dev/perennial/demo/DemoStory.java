package dev.perennial.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.billing.CollectionMethod;

/**
 * Who signs up when, who leaves, who is billed by hand: six months in the life of an invented company, as data. Days
 * are counted from the day on which the story begins. All names are made up; {@code .example} addresses reach nobody.
 */
final class DemoStory {
    private static final String VISA = "pm_card_visa";
    private static final String MASTERCARD = "pm_card_mastercard";
    private static final String NO_MONEY = "pm_card_chargeDeclinedInsufficientFunds";
    private static final String EXPIRED = "pm_card_chargeDeclinedExpiredCard";
    private static final String MUST_CONFIRM = "pm_card_authenticationRequired";
    /** Declines once, then pays. */
    private static final String FLAKY = "pm_simulated_fail_times_1";

    private static final List<Customer> CUSTOMERS = List.of(
            new Customer("harborline", "Harborline Logistics", "USD", "America/New_York", "US", VISA, 0),
            new Customer("oakfen", "Oak & Fen Studio", "GBP", "Europe/London", "GB", MASTERCARD, 3),
            new Customer("nordlicht", "Nordlicht Werkzeugbau GmbH", "EUR", "Europe/Berlin", "DE", VISA, 7),
            new Customer("pixelpaddock", "Pixel Paddock LLC", "USD", "America/Los_Angeles", "US", FLAKY, 12),
            new Customer("komorebi", "Komorebi Design K.K.", "JPY", "Asia/Tokyo", "JP", VISA, 18),
            new Customer("casalarga", "Casa Larga Viajes S.L.", "EUR", "Europe/Madrid", "ES", MASTERCARD, 25),
            new Customer("bluepine", "Blue Pine Dental Group", "USD", "America/Denver", "US", VISA, 31),
            new Customer("quayside", "Quayside Analytics Ltd", "GBP", "Europe/London", "GB", null, 38),
            new Customer("lumenhaus", "Lumenhaus AG", "EUR", "Europe/Zurich", "CH", VISA, 46),
            new Customer("tidewater", "Tidewater Robotics Inc.", "USD", "America/Chicago", "US", VISA, 53),
            new Customer("atelierroux", "Atelier Roux SARL", "EUR", "Europe/Paris", "FR", MUST_CONFIRM, 61),
            new Customer("kestrel", "Kestrel Outdoor Co.", "USD", "America/Toronto", "CA", MASTERCARD, 68),
            new Customer("sakuraline", "Sakura Line Foods K.K.", "JPY", "Asia/Tokyo", "JP", MASTERCARD, 77),
            new Customer("mosaicvet", "Mosaic Veterinary Clinics", "USD", "America/New_York", "US", NO_MONEY, 85),
            new Customer("fjordvik", "Fjordvik Data AS", "EUR", "Europe/Oslo", "NO", VISA, 94),
            new Customer("wattlebird", "Wattlebird Media Pty Ltd", "USD", "Australia/Sydney", "AU", VISA, 103),
            new Customer("thistle", "Thistle & Crown Books", "GBP", "Europe/London", "GB", EXPIRED, 116),
            new Customer("saffron", "Saffron Lane Software Pvt Ltd", "USD", "Asia/Kolkata", "IN", VISA, 129),
            new Customer("pampas", "Pampas Agro Digital", "USD", "America/Sao_Paulo", "BR", MASTERCARD, 147),
            new Customer("velvetanchor", "Velvet Anchor Hotels", "EUR", "Europe/Lisbon", "PT", VISA, 176));

    private static final List<Step> STEPS = write();

    private DemoStory() {}

    /** Something that happens on a day of the story. */
    sealed interface Step {
        /** Whom it is about. */
        String customer();

        /** Days since the story began. */
        int day();
    }

    /** @param card null for a customer who has none on file */
    record Customer(
            String customer,
            String name,
            String currency,
            String timezone,
            String country,
            @Nullable String card,
            int day)
            implements Step {}

    /** A plan is sold. */
    record Sale(String customer, int day, String planCode, long seats, CollectionMethod collection) implements Step {}

    /** @param atPeriodEnd false ends it the same day; what was paid for the time left becomes credit */
    record Cancellation(String customer, int day, String planCode, boolean atPeriodEnd) implements Step {}

    /** An invoice written by hand. */
    record Bill(String customer, int day, String description, long amountMinor) implements Step {}

    /** Everything that happens, in order; on one day, in the order given here. */
    static List<Step> steps() {
        return STEPS;
    }

    private static List<Step> write() {
        var steps = new ArrayList<Step>(CUSTOMERS);
        sale(steps, "harborline", DemoCatalogue.BUSINESS, 14);
        sale(steps, "oakfen", DemoCatalogue.STARTER, 1);
        sale(steps, "nordlicht", DemoCatalogue.TEAM, 9);
        sale(steps, "pixelpaddock", DemoCatalogue.TEAM, 5);
        sale(steps, "komorebi", DemoCatalogue.TEAM, 6);
        sale(steps, "casalarga", DemoCatalogue.STARTER, 1);
        sale(steps, "bluepine", DemoCatalogue.TEAM_YEARLY, 22);
        sale(steps, "quayside", DemoCatalogue.ENTERPRISE, 60);
        sale(steps, "lumenhaus", DemoCatalogue.BUSINESS, 18);
        sale(steps, "tidewater", DemoCatalogue.TEAM, 12);
        sale(steps, "atelierroux", DemoCatalogue.STARTER, 1);
        sale(steps, "kestrel", DemoCatalogue.TEAM_YEARLY, 8);
        sale(steps, "sakuraline", DemoCatalogue.BUSINESS, 10);
        sale(steps, "mosaicvet", DemoCatalogue.TEAM, 4);
        sale(steps, "fjordvik", DemoCatalogue.TEAM, 15);
        sale(steps, "wattlebird", DemoCatalogue.STARTER, 1);
        sale(steps, "thistle", DemoCatalogue.STARTER, 1);
        sale(steps, "saffron", DemoCatalogue.TEAM, 30);
        sale(steps, "pampas", DemoCatalogue.TEAM, 7);
        // Still on trial when the story ends.
        sale(steps, "velvetanchor", DemoCatalogue.TEAM, 11);
        steps.add(new Cancellation("casalarga", 92, DemoCatalogue.STARTER, true));
        // Moves to a smaller plan; the credit pays for the first months of it.
        steps.add(new Cancellation("pixelpaddock", 128, DemoCatalogue.TEAM, false));
        steps.add(new Sale("pixelpaddock", 128, DemoCatalogue.STARTER, 1, CollectionMethod.AUTOMATIC));
        steps.add(new Cancellation("mosaicvet", 140, DemoCatalogue.TEAM, false));
        steps.add(new Cancellation("oakfen", 175, DemoCatalogue.STARTER, true));
        steps.add(new Bill("harborline", 40, "Data migration, two days", 180_000));
        steps.add(new Bill("lumenhaus", 90, "Onboarding workshop", 95_000));
        steps.add(new Bill("sakuraline", 135, "Custom invoice layout", 60_000));
        return steps.stream().sorted(Comparator.comparingInt(Step::day)).toList();
    }

    /** How a customer of the story came. */
    static Customer signUp(String customer) {
        return CUSTOMERS.stream()
                .filter(candidate -> candidate.customer().equals(customer))
                .findFirst()
                .orElseThrow();
    }

    /** When a customer bought a plan. */
    static Sale sale(String customer, String planCode) {
        return STEPS.stream()
                .filter(Sale.class::isInstance)
                .map(Sale.class::cast)
                .filter(sale ->
                        sale.customer().equals(customer) && sale.planCode().equals(planCode))
                .findFirst()
                .orElseThrow();
    }

    private static void sale(List<Step> steps, String customer, String planCode, long seats) {
        var collection =
                planCode.equals(DemoCatalogue.ENTERPRISE) ? CollectionMethod.SEND_INVOICE : CollectionMethod.AUTOMATIC;
        steps.add(new Sale(customer, signUp(customer).day(), planCode, seats, collection));
    }
}
