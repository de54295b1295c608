package dev.perennial.export;

import java.util.function.Function;

import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/**
 * Where the rows of a list come from.
 *
 * @param type of a row, as the API shows it
 * @param page reads a part of the list, newest first
 */
record ListSource<T>(ExportedList list, Class<T> type, Function<PageQuery, Page<T>> page) {}
