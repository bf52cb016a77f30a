"""Roads: from a file, a table or straight lines to one `RoadNetwork`."""
