"""Receipts, invoices and summaries of a year: numbered, frozen, shown as a page and as a file.

- receipts, invoices, summaries, organization · tax_wording, tax_years (what the law wants said)
- receipt_papers, invoice_papers → layout (the same words for both) → pdf (set by typst/)
"""
