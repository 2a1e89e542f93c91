"""Tài liệu bên ngoài: the laws and standards an agency must follow, and the documents that cite them."""
