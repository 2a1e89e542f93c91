"""The Phụ lục: templates as data, tables with every number answerable, frozen snapshots."""
