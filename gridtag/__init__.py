"""The ground floor: settings, Spark session, lake, calendar and reference tables."""
