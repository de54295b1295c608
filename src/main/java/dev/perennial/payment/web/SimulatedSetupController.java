package dev.perennial.payment.web;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.payment.method.SimulatedPages;
import dev.perennial.platform.web.Documents;

/**
 * The simulated gateway's pages for customers. No key: whoever has the address may choose a card, as at a real gateway.
 */
@Hidden
@RestController
@RequestMapping("/simulated-gateway/setups")
class SimulatedSetupController {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Simulated gateway</title></head>
            <body><h1>Save a card</h1><p>No money moves here. Choose how the card is to behave.</p>
            <form method="post">
            <button formaction="?token=pm_card_visa">Visa that works</button>
            <button formaction="?token=pm_card_mastercard">Mastercard that works</button>
            <button formaction="?token=pm_card_chargeDeclinedInsufficientFunds">Card without funds</button>
            <button formaction="?token=pm_card_authenticationRequired">Card that asks its holder</button>
            </form></body></html>
            """;

    private final SimulatedPages pages;

    SimulatedSetupController(SimulatedPages pages) {
        this.pages = pages;
    }

    @GetMapping("/{id}")
    ResponseEntity<String> show(@PathVariable String id) {
        pages.requireWaiting(id);
        return Documents.page(PAGE, "default-src 'none'; frame-ancestors 'none'");
    }

    @PostMapping("/{id}")
    ResponseEntity<Void> choose(@PathVariable String id, @RequestParam String token) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, pages.choose(id, token).toString())
                .build();
    }
}
