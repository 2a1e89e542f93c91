"""The demonstration province: Sóc Trăng 2021."""
