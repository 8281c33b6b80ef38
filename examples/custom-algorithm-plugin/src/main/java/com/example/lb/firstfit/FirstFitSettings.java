package com.example.lb.firstfit;

import dev.steelyard.lb.api.settings.Default;
import dev.steelyard.lb.api.settings.Min;

/**
 * The keys of {@code algorithm { type = first-fit }}.
 *
 * @param inFlight how many requests a backend serves at a time before the next one is used
 */
record FirstFitSettings(@Default("100") @Min("1") int inFlight) {}
