"""Printed copies: header, footer, stamp and QR code; signatures by certificate, made here, made outside, or found."""
