"""The demonstration province: Sóc Trăng 2021, and 2025 after its reorganisation."""
