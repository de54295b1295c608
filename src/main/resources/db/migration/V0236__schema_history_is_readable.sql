-- So that a service whose login owns nothing can see, when it starts, whether its schema was migrated.
grant select on flyway_schema_history to perennial_app;
