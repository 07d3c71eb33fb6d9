"""Addresses of receipts, of the gifts of a year, and of sponsors' invoices."""

from django.urls import path

from sponsors.views import receipts

receipts_urls = [
    path("account/giving/receipts/<int:pk>/", receipts.receipt, name="receipt"),
    path(
        "account/giving/receipts/<int:pk>/receipt.pdf",
        receipts.receipt_pdf,
        name="receipt_pdf",
    ),
    path("account/giving/summary/<int:year>/", receipts.summary, name="summary"),
    path(
        "account/giving/summary/<int:year>/summary.pdf",
        receipts.summary_pdf,
        name="summary_pdf",
    ),
    path("sponsors/invoices/<int:pk>/", receipts.invoice, name="invoice"),
    path(
        "sponsors/invoices/<int:pk>/invoice.pdf",
        receipts.invoice_pdf,
        name="invoice_pdf",
    ),
]
