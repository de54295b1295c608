package dev.perennial.invoice.document;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.springframework.stereotype.Component;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Places a view in the one template there is. Values are data only: the template escapes each and evaluates none. */
@Component
class HtmlRenderer {
    private final TemplateEngine engine = engine();

    /** Well-formed XHTML that is HTML too. */
    String render(InvoiceView view, Stylesheet styles) {
        var context = new Context(Locale.ROOT);
        context.setVariable("invoice", view);
        context.setVariable("word", view.words());
        context.setVariable("css", styles.css());
        return XmlText.legal(engine.process("invoice", context));
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
