package dev.perennial.platform.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.stereotype.Controller;

/** A controller that answers browsers with pages. Its failures become pages, too; see {@code PageAdvice}. */
@Controller
@Hidden
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface PageController {}
