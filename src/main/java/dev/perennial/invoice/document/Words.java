package dev.perennial.invoice.document;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** The labels of a document in the reader's language, or in English where we have no translation. */
final class Words {
    private static final String BUNDLE = "invoice.words.words";
    private final ResourceBundle bundle;

    /** Never the machine's own language: without this Control it would come before English. */
    Words(Locale locale) {
        var noFallback = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
        this.bundle = ResourceBundle.getBundle(BUNDLE, locale, Words.class.getClassLoader(), noFallback);
    }

    String language() {
        var language = bundle.getLocale().getLanguage();
        return language.isEmpty() ? Locale.ENGLISH.getLanguage() : language;
    }

    String get(String key) {
        return bundle.getString(key);
    }

    /** The sentence with its gaps filled. */
    String get(String key, String... values) {
        return String.format(Locale.ROOT, bundle.getString(key), (Object[]) values);
    }

    Map<String, String> all() {
        var all = new HashMap<String, String>();
        bundle.keySet().forEach(key -> all.put(key, bundle.getString(key)));
        return Map.copyOf(all);
    }
}
