package dev.perennial.invoice.document;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** Labels and sentences in the reader's language, or in English where we have no translation. */
public final class Words {
    private static final String INVOICE = "invoice.words.words";
    private final ResourceBundle bundle;

    /** Those of invoices and receipts. */
    public Words(Locale locale) {
        this(INVOICE, locale);
    }

    /** Those of another resource bundle. */
    public Words(String name, Locale locale) {
        // Never the machine's own language: without this Control it would come before English.
        var noFallback = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
        this.bundle = ResourceBundle.getBundle(name, locale, Words.class.getClassLoader(), noFallback);
    }

    public String language() {
        var language = bundle.getLocale().getLanguage();
        return language.isEmpty() ? Locale.ENGLISH.getLanguage() : language;
    }

    public String get(String key) {
        return bundle.getString(key);
    }

    /** The sentence with its gaps filled. */
    public String get(String key, String... values) {
        return String.format(Locale.ROOT, bundle.getString(key), (Object[]) values);
    }

    public Map<String, String> all() {
        var all = new HashMap<String, String>();
        bundle.keySet().forEach(key -> all.put(key, bundle.getString(key)));
        return Map.copyOf(all);
    }
}
