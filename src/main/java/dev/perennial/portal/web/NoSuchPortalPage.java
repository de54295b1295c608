package dev.perennial.portal.web;

import java.util.List;

import org.springframework.web.bind.annotation.RequestMapping;

import dev.perennial.platform.security.OpenToVisitors;
import dev.perennial.platform.web.PageController;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/** Addresses at which there is nothing. */
@PageController
@OpenToVisitors
class NoSuchPortalPage {

    @RequestMapping("/portal/**")
    void lost() {
        throw new DomainException(ErrorKind.NOT_FOUND, "not_found", "There is nothing at this address.", List.of());
    }
}
