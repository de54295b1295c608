package dev.perennial.platform.web;

import org.springframework.beans.propertyeditors.StringTrimmerEditor;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * How forms of pages are read. For advice that names its package: whether advice that names an annotation concerns a
 * controller is found out anew for every request, those of the API included.
 */
public interface PageForms {

    /** Browsers send a field that was left empty; it means the same as none. */
    @InitBinder
    default void emptyIsAbsent(WebDataBinder binder) {
        binder.registerCustomEditor(String.class, new StringTrimmerEditor(true));
    }
}
