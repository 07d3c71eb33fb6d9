"""Where Stripe's pages lead back to; nobody follows."""

HERE = "http://localhost/donate/"
