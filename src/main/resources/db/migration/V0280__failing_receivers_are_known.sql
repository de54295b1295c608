-- What waits behind a receiver that takes nothing is left out where it is told how long due work has been waiting.
grant select (failing_since) on webhook_lane to perennial_worker;
