package dev.perennial.invoice.document;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

import org.springframework.stereotype.Component;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Places a view in its template. Values are data only: the template escapes each and evaluates none. */
@Component
class HtmlRenderer {
    private final TemplateEngine engine = engine();

    /** Well-formed XHTML that is HTML too. */
    String render(InvoiceView view, Stylesheet styles) {
        return render("invoice", view, view.words(), styles);
    }

    /** As {@link #render(InvoiceView, Stylesheet)}. */
    String render(ReceiptView view, Stylesheet styles) {
        return render("receipt", view, view.words(), styles);
    }

    /** @param template whose name is that of its view, too */
    private String render(String template, Object view, Map<String, String> words, Stylesheet styles) {
        var context = new Context(Locale.ROOT);
        context.setVariable(template, view);
        context.setVariable("word", words);
        context.setVariable("css", styles.css());
        return XmlText.legal(engine.process(template, context));
    }

    private static TemplateEngine engine() {
        var resolver = new ClassLoaderTemplateResolver(HtmlRenderer.class.getClassLoader());
        resolver.setPrefix("invoice/");
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding(StandardCharsets.UTF_8.name());
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCacheable(true);
        var engine = new TemplateEngine();
        engine.setTemplateResolver(resolver);
        return engine;
    }
}
