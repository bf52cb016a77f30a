"""Points and results as files: CSV, GeoJSON, GeoPackage and Parquet, chosen by the file's ending."""
