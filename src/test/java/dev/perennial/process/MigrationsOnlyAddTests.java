package dev.perennial.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * While an upgrade goes on, the version before runs on the new schema: a migration adds, and takes away only what the version before no
 * longer used (docs/adr/0055-migrations-only-add.md).
 */
class MigrationsOnlyAddTests {
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    /** What is found and allowed all the same: the beginning of the statement, and why it does no harm. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            entry(
                    "V0223: create or replace function import_rollback_blockers",
                    "answers in the same form, and finds more that keeps an import from going"),
            entry(
                    "V0223: create or replace function roll_back_import",
                    "answers in the same form, and takes more of an import away"),
            entry(
                    "V0231: create or replace function import_rollback_blockers",
                    "answers in the same form, and no longer finds what nobody can take back"),
            entry("V0224: create index import_job_with_rows", "imports are few: it is built in a moment"),
            entry(
                    "V0223: create or replace function erase_from_journal",
                    "does the same by a function that others call too"),
            entry(
                    "V0223: create or replace function was_erased",
                    "accepts one thing more, which the previous version does not do"),
            entry(
                    "V0227: alter table account add name_key",
                    "writes each account anew, 1.6 s for 100,000 of them and 12 s for a million, in which the others wait"),
            entry("V0227: alter table account add email_key", "the same"),
            entry("V0227: alter table account add external_key", "the same"));

    @Test
    void migrationsSinceThePreviousVersionOnlyAdd() throws IOException {
        var review = new MigrationReview();
        var unexplained = new TreeSet<String>();
        var unused = new TreeSet<>(EXCEPTIONS.keySet());
        try (var files = Files.list(MIGRATIONS)) {
            for (var file : files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList()) {
                var version = file.getFileName().toString().split("__", 2)[0];
                if (version.compareTo("V" + PreviousVersion.schema()) <= 0) {
                    continue;
                }
                for (var finding : review.look(Files.readString(file))) {
                    var named = version + ": " + finding;
                    var exception = EXCEPTIONS.keySet().stream()
                            .filter(named::startsWith)
                            .findFirst();
                    exception.ifPresentOrElse(unused::remove, () -> unexplained.add(named));
                }
            }
        }

        assertThat(unexplained)
                .as(
                        "not known to leave the previous version alone: split it over two releases, or say in EXCEPTIONS why it does no harm")
                .isEmpty();
        assertThat(unused).as("exceptions that nothing needs").isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            create table a (b int check (b > 0))                               | false
            alter table a add b int                                            | false
            alter table a add column b int check (b > 0)                       | false
            alter table a add b int not null default 0                         | false
            alter table a add b timestamptz not null default now()             | false
            alter table a add b int not null                                   | true
            alter table a add b int, add c int not null                        | true
            alter table a add b timestamptz default clock_timestamp()          | true
            alter table a add b int unique                                     | true
            alter table a add constraint b check (c in (1, 2))                 | true
            alter table a add check (c > 0) not valid                          | true
            alter table a add foreign key (b) references c                     | true
            alter table a drop b                                               | true
            alter table a drop constraint b                                    | true
            alter table a alter b drop not null                                | false
            alter table a alter b set not null                                 | true
            alter table a alter column b type bigint                           | true
            alter table a alter b drop default                                 | true
            alter table a rename b to c                                        | true
            alter table a rename to b                                          | true
            alter table a enable row level security                            | true
            ALTER  TABLE a DROP b                                              | true
            drop table a                                                       | true
            drop index a                                                       | true
            drop view a                                                        | true
            create index concurrently a on b (c)                               | false
            create index a on b (c)                                            | true
            create unique index concurrently a on b (c)                        | true
            create function a() returns int language sql as $$ drop table b; $$ | false
            create or replace function a() returns int language sql as $$ $$   | true
            create or replace view a as select 1                               | true
            create view a as select 1; create or replace view a as select 2    | false
            create view a as select 1                                          | false
            create trigger a before update on b for each row execute function c() | true
            create policy a on b using (true)                                  | true
            revoke select on a from perennial_app                              | true
            update a set b = 1                                                 | true
            delete from a                                                      | true
            insert into a values (1)                                           | true
            truncate a                                                         | true
            do $$ begin execute 'drop table a'; end $$                         | true
            grant select on a to perennial_worker                              | false
            comment on column a.b is 'drop; it'                                | false
            call bind_to_tenant('a')                                           | false
            call something_else('a')                                           | true
            alter table a set (fillfactor = 70); alter table b set (fillfactor = 70) | false
            alter table a add b int; alter table c set (fillfactor = 70)       | true
            alter table a add b int; alter table a add c int                   | false
            alter table a add b int; alter table c add d int                   | true
            """)
    void tellsWhatOnlyAdds(String statement, boolean found) {
        assertThat(new MigrationReview().look(statement)).hasSize(found ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alter table a add check (b > 0)
            create index a_by_b on a (b)
            create trigger c before update on a for each row execute function c()
            create policy c on a using (true)
            revoke update, delete on a from perennial_app
            insert into a values (1)
            insert into a select 1 from b where c > 0
            update a set b = 1 where b = 2
            delete from a where b = 2
            """)
    void doesAsItLikesWithWhatItMakes(String statement) {
        assertThat(new MigrationReview().look("create table a (b int); -- drop table b;\n" + statement + ";"))
                .isEmpty();
        assertThat(new MigrationReview().look(statement)).hasSize(1);
    }
}
