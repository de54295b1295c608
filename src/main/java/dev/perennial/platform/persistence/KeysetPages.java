package dev.perennial.platform.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;

import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/**
 * Reads one page of entities by falling id. Only the filters that are given reach the query, so that it can use its
 * index.
 */
public final class KeysetPages {

    private KeysetPages() {}

    /** Collects the conditions of a list. */
    public static final class Where {
        private final CriteriaBuilder criteria;
        private final List<Predicate> predicates = new ArrayList<>();

        private Where(CriteriaBuilder criteria) {
            this.criteria = criteria;
        }

        public void equalIfGiven(Expression<?> field, @Nullable Object value) {
            if (value != null) {
                predicates.add(criteria.equal(field, value));
            }
        }

        public void isNull(Expression<?> field) {
            predicates.add(criteria.isNull(field));
        }
    }

    /** A page of what meets the conditions, newest first; one query. */
    public static <T extends Identified> Page<T> read(
            JpaSpecificationExecutor<T> repository, PageQuery page, BiConsumer<Root<T>, Where> conditions) {
        Specification<T> specification = (root, query, criteria) -> {
            var where = new Where(criteria);
            conditions.accept(root, where);
            where.predicates.add(criteria.lessThan(root.<UUID>get("id"), page.before()));
            return criteria.and(where.predicates);
        };
        var rows = repository.findBy(
                specification,
                found -> found.sortBy(Sort.by(Sort.Direction.DESC, "id"))
                        .limit(page.size() + 1)
                        .all());
        return Page.of(rows, page.size(), Identified::id);
    }

    /** An entity that tells its id. */
    public interface Identified {
        UUID id();
    }
}
